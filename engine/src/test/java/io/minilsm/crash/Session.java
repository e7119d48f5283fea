package io.minilsm.crash;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.crash.Step.Change;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** An open store, its history and a user who acts at random. For one thread. */
final class Session implements Closeable {
    /** So small that a few dozen steps fill segments, flush and merge. */
    private static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withTableFileBytes(64 << 10)
            .withBlockSizeBytes(1 << 10);

    private static final int USUAL_VALUE_BYTES = 600;
    private static final int BULK_KEYS = 20;

    private final Environment environment;
    private final Path directory;
    private final SplittableRandom random;
    private final Workload workload;
    private History history;
    private Store store;

    /** Makes a session of a store that is not open yet. */
    Session(Vfs vfs, String bootId, Path directory, History history, SplittableRandom random) {
        Environment system = Environment.system();
        environment = new Environment(
                vfs,
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                random.split()::nextLong,
                bootId,
                false);
        this.directory = directory;
        this.history = history;
        this.random = random;
        workload = new Workload(random.split(), USUAL_VALUE_BYTES);
    }

    /** Opens the store. */
    void open() throws IOException {
        store = LsmStore.open(environment, directory, OPTIONS);
    }

    Store store() {
        return store;
    }

    History history() {
        return history;
    }

    /** Goes on with another history: that which a crash has left of the old one. */
    void adopt(History fork) {
        history = fork;
    }

    /** Does one thing that a user might do; returns what it was. */
    String act() throws IOException {
        int dice = random.nextInt(100);
        if (dice < 80) {
            Durability durability = dice < 50 ? Durability.OS : dice < 70 ? Durability.SYNC : Durability.BUFFERED;
            write(durability);
            return "write " + durability;
        }
        if (dice < 88) {
            store.sync();
            history.acknowledge(Durability.SYNC);
            return "sync";
        }
        if (dice < 93) {
            store.flush();
            history.acknowledge(Durability.SYNC);
            return "flush";
        }
        if (dice < 95) {
            store.compact(Range.all());
            return "compact";
        }
        if (dice < 97) {
            bulkLoad();
            return "bulk load";
        }
        close();
        history.acknowledge(Durability.SYNC);
        open();
        return "close and open";
    }

    /** Writes the next step. */
    void write(Durability durability) throws IOException {
        Step step = workload.next(history.sent() + 1);
        history.send(step);
        Change first = step.changes().get(0);
        if (step.changes().size() == 1 && random.nextBoolean()) {
            KeySpace space = space(first);
            if (first.value() == null) {
                space.delete(first.key(), durability);
            } else {
                space.put(first.key(), first.value(), durability);
            }
        } else {
            WriteBatch batch = new WriteBatch();
            for (Change change : step.changes()) {
                if (change.value() == null) {
                    batch.delete(space(change), change.key());
                } else {
                    batch.put(space(change), change.key(), change.value());
                }
            }
            store.write(batch, durability);
        }
        history.acknowledge(durability);
    }

    /** Closes the store; everything is durable then. */
    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }

    private void bulkLoad() throws IOException {
        int number = history.sent() + 1;
        List<Change> changes = workload.bulk(number, 1 + random.nextInt(BULK_KEYS));
        history.send(new Step(number, changes));
        store.bulkLoad(changes.stream()
                .map(change -> (Map.Entry<byte[], byte[]>) new SimpleImmutableEntry<>(change.key(), change.value()))
                .iterator());
        history.acknowledge(Durability.SYNC);
    }

    private KeySpace space(Change change) throws IOException {
        return change.space().isEmpty() ? store : store.keySpace(change.space());
    }
}
