package io.minilsm.cli.torture;

import io.minilsm.MiniLsm;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A process that writes through the engine's own interface, at all levels of durability, in batches and by single
 * calls, to several key spaces, with a flush or a merge in between. Each lane has one thread.
 */
public final class EngineWriter {
    /** The plain keys and two named key spaces. */
    static final int SPACES = 3;

    /** Small, so that segments fill, memtables are flushed and tables are merged within a tenth of a second. */
    private static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withTableFileBytes(64 << 10);

    private static final List<Options> OPTIONS = List.of(
            SMALL,
            SMALL.withMemtableBytes(256 << 10).withWalSegmentBytes(128 << 10).withTableFileBytes(128 << 10),
            SMALL.withMemtableBytes(1 << 20).withCompression(Compression.NONE).withBlockSizeBytes(512),
            SMALL.withMemtableBytes(128 << 10).withCompactionStyle(CompactionStyle.NONE));

    /** By kind of load: out of a hundred writes, so many are SYNC and so many BUFFERED; all others are OS. */
    private static final int[][] LOADS = {{30, 20}, {1, 4}, {90, 0}, {2, 80}};

    private static final int STEPS_PER_FLUSH = 400;
    private static final int STEPS_PER_COMPACTION = 2000;

    private final Store store;
    private final KeySpace[] spaces = new KeySpace[SPACES];
    private final int lane;
    private final int[] load;

    private EngineWriter(Store store, int lane, int round) throws IOException {
        this.store = store;
        this.lane = lane;
        load = LOADS[round % LOADS.length];
        for (int space = 0; space < SPACES; space++) {
            spaces[space] = space == 0 ? store : store.keySpace(Plan.spaceName(space));
        }
    }

    /** Takes the words of a {@link WriterTask}. */
    public static void main(String[] words) {
        try {
            WriterTask task = WriterTask.begin(words);
            try (Store store = MiniLsm.open(task.store(), options(task.variant()))) {
                task.write(lane -> new EngineWriter(store, lane, task.plan().round())::write);
            }
        } catch (Throwable e) {
            WriterTask.fail("open", e);
        }
    }

    /** Returns the options of that variant; any number is one. */
    static Options options(int variant) {
        return OPTIONS.get(variant % OPTIONS.size());
    }

    private WriterTask.Ack write(long step, List<Plan.Change> changes) throws IOException {
        if (lane == 0 && step % STEPS_PER_FLUSH == 0) {
            store.flush();
        }
        if (lane == 0 && step % STEPS_PER_COMPACTION == 0) {
            store.compact(Range.all());
        }
        Durability durability = durability(step);
        long sequence;
        if (changes.size() == 1 && step % 2 == 0) {
            writeOne(changes.get(0), durability);
            sequence = 0;
        } else {
            sequence = store.write(batch(changes), durability);
        }
        return new WriterTask.Ack(sequence, durability != Durability.BUFFERED);
    }

    private Durability durability(long step) {
        int dice = (int) (step * 37 + lane * 13L) % 100;
        if (dice < load[0]) {
            return Durability.SYNC;
        }
        return dice < load[0] + load[1] ? Durability.BUFFERED : Durability.OS;
    }

    private void writeOne(Plan.Change change, Durability durability) throws IOException {
        byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
        if (change.isDelete()) {
            spaces[change.space()].delete(key, durability);
        } else {
            spaces[change.space()].put(key, change.value(), durability);
        }
    }

    private WriteBatch batch(List<Plan.Change> changes) {
        WriteBatch batch = new WriteBatch();
        for (Plan.Change change : changes) {
            byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
            if (change.isDelete()) {
                batch.delete(spaces[change.space()], key);
            } else {
                batch.put(spaces[change.space()], key, change.value());
            }
        }
        return batch;
    }
}
