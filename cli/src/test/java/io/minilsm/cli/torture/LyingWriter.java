package io.minilsm.cli.torture;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writers that break the promise, each in its way, as an engine with a bug would. */
final class LyingWriter {
    static final int LANES = 3;

    private static final int STEPS_PER_LOST_ONE = 10;

    private LyingWriter() {}

    /** How to write a step, and lie about it. */
    private interface Lie {
        void write(Store store, long step, List<Plan.Change> changes) throws Exception;
    }

    private static void run(String[] words, Lie lie) {
        try {
            WriterTask task = WriterTask.begin(words);
            Store store = MiniLsm.open(task.store());
            task.write(lane -> (step, changes) -> {
                lie.write(store, step, changes);
                return WriterTask.Ack.DURABLE;
            });
        } catch (Exception e) {
            WriterTask.fail("open", e);
        }
    }

    private static void write(Store store, List<Plan.Change> changes, Durability durability) throws Exception {
        WriteBatch batch = new WriteBatch();
        for (Plan.Change change : changes) {
            byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
            if (change.isDelete()) {
                batch.delete(key);
            } else {
                batch.put(key, change.value());
            }
        }
        store.write(batch, durability);
    }

    /** Acknowledges before it writes. */
    static final class AcknowledgesFirst {
        private AcknowledgesFirst() {}

        public static void main(String[] words) {
            ExecutorService later = Executors.newSingleThreadExecutor();
            run(words, (store, step, changes) -> {
                later.submit(() -> {
                    Thread.sleep(1);
                    write(store, changes, Durability.OS);
                    return null;
                });
                Thread.sleep(1);
            });
        }
    }

    /** Loses a step now and then. */
    static final class LosesSteps {
        private LosesSteps() {}

        public static void main(String[] words) {
            run(words, (store, step, changes) -> {
                if (step % STEPS_PER_LOST_ONE != 0) {
                    write(store, changes, Durability.OS);
                }
            });
        }
    }

    /** Writes a batch piece by piece. */
    static final class TearsBatches {
        private TearsBatches() {}

        public static void main(String[] words) {
            run(words, (store, step, changes) -> {
                for (Plan.Change change : changes) {
                    write(store, List.of(change), Durability.OS);
                }
            });
        }
    }

    /** Leaves deletes out. */
    static final class ForgetsDeletes {
        private ForgetsDeletes() {}

        public static void main(String[] words) {
            run(words, (store, step, changes) -> write(
                    store, changes.stream().filter(change -> !change.isDelete()).toList(), Durability.OS));
        }
    }

    /** Takes what lies in its memory for written. */
    static final class WritesToMemory {
        private WritesToMemory() {}

        public static void main(String[] words) {
            run(words, (store, step, changes) -> write(store, changes, Durability.BUFFERED));
        }
    }

    /** Cannot write. */
    static final class Fails {
        private Fails() {}

        public static void main(String[] words) {
            run(words, (store, step, changes) -> {
                throw new IllegalStateException("planted");
            });
        }
    }
}
