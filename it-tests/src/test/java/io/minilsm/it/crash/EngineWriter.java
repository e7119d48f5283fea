package io.minilsm.it.crash;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes through the engine's own interface: a lane of each durability, and one that mixes them with flushes. */
public final class EngineWriter {
    static final int LANES = 4;

    /** Small, so that segments fill, memtables are flushed and tables are merged within a second. */
    static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(256 << 10)
            .withWalSegmentBytes(128 << 10)
            .withTableFileBytes(128 << 10);

    private static final List<Durability> DURABILITIES =
            List.of(Durability.SYNC, Durability.OS, Durability.BUFFERED, Durability.OS);

    private EngineWriter() {}

    /** Takes the words of {@link WriterArguments}. */
    public static void main(String[] words) throws Exception {
        WriterArguments arguments = WriterArguments.parse(words);
        System.out.println(WriterProcess.OPENING);
        Store store = MiniLsm.open(arguments.store(), OPTIONS);
        arguments.writeForEver(lane -> (step, changes) -> {
            WriteBatch batch = new WriteBatch();
            for (PlannedSteps.Change change : changes) {
                byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
                if (change.value() == null) {
                    batch.delete(key);
                } else {
                    batch.put(key, change.value().getBytes(StandardCharsets.UTF_8));
                }
            }
            if (lane == LANES - 1 && step % 50 == 0) {
                store.flush();
            }
            boolean synced = lane == LANES - 1 && step % 3 == 0;
            return store.write(batch, synced ? Durability.SYNC : DURABILITIES.get(lane));
        });
    }

    /** Returns whether what the lane is acknowledged survives a kill. */
    static boolean survivesKill(int lane) {
        return DURABILITIES.get(lane) != Durability.BUFFERED;
    }
}
