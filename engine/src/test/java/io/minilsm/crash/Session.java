package io.minilsm.crash;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** An open store, its history and a user who acts at random and checks the answers. For one thread. */
final class Session implements Closeable {
    private static final int BULK_KEYS = 20;
    private static final int MAX_SNAPSHOTS = 4;
    private static final int MAX_BACKUPS = 3;

    /** Beside a background task that may be the flush, a write must not fill the last memtable: it would wait. */
    private static final int FROZEN_TO_STOP_BESIDE = 2;

    private final Environment environment;
    private final Simulation simulation;
    private final Path directory;

    /** What the user does, and what of it is a draw of the world: two sessions of one user do the same on any world. */
    private final SplittableRandom random;

    private final SplittableRandom worldRandom;
    private final Workload workload;
    private final Reader reader;
    private final List<Held> held = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private Setup setup;
    private History history;
    private Store store;

    /** A snapshot and the step at which it was taken. */
    private record Held(Snapshot snapshot, int step) {}

    /**
     * A copy of the store, made or begun.
     *
     * @param home where it is, beside the store
     * @param step what it holds, if it is whole
     * @param isDone whether it was acknowledged
     */
    record Copy(Path home, int step, boolean isDone) {}

    /** Makes a session of a store that is not open yet. */
    Session(Vfs vfs, String bootId, Path directory, Setup setup, History history, SplittableRandom random) {
        this.random = random;
        worldRandom = random.split();
        simulation = new Simulation(worldRandom.split());
        environment = simulation.environment(vfs, bootId);
        this.directory = directory;
        this.setup = setup;
        this.history = history;
        workload = new Workload(random.split());
        reader = new Reader(random.split());
    }

    /** Opens the store. */
    void open() throws IOException {
        store = LsmStore.open(environment, directory, setup.options());
        if (setup.historyBytes() > 0
                && store.history().map(kept -> kept.maxBytes() != setup.historyBytes()).orElse(true)) {
            store.keepHistory(setup.historyBytes(), null);
        }
    }

    /** Opens the store if there is one; returns whether there is. */
    boolean openExisting() throws IOException {
        try {
            store = LsmStore.open(environment, directory, setup.options().withCreateIfMissing(false));
            return true;
        } catch (NotAStoreException e) {
            return false;
        }
    }

    Store store() {
        return store;
    }

    Environment environment() {
        return environment;
    }

    Simulation simulation() {
        return simulation;
    }

    Setup setup() {
        return setup;
    }

    History history() {
        return history;
    }

    List<Copy> copies() {
        return List.copyOf(copies);
    }

    /** Returns a digest of all answers so far. */
    long answers() {
        return reader.answers();
    }

    /** Goes on with another history: that which a crash has left of the old one. */
    void adopt(History fork) {
        history = fork;
    }

    /** Does one thing that a user might do, and lets the world turn; returns what it was. */
    String act() throws IOException {
        String done = actOnly();
        simulation.pass();
        return done;
    }

    private String actOnly() throws IOException {
        int dice = random.nextInt(100);
        if (dice < 66) {
            Durability durability = dice < 46 ? Durability.OS : dice < 58 ? Durability.SYNC : Durability.BUFFERED;
            write(durability);
            return "write " + durability;
        }
        if (dice < 72) {
            writeIf();
            return "conditional write";
        }
        if (dice < 77) {
            reader.scan(space(workload.space()), history, workload);
            return "scan";
        }
        if (dice < 83) {
            useSnapshots();
            return "snapshot";
        }
        return maintain(dice);
    }

    private String maintain(int dice) throws IOException {
        if (dice < 88) {
            store.sync();
            history.acknowledge(Durability.SYNC);
            ChangesCheck.check(store, history, history.sent());
            return "sync";
        }
        if (dice < 92) {
            store.flush();
            history.acknowledge(Durability.SYNC);
            return "flush";
        }
        if (dice < 94) {
            store.compact(dice == 92 ? Range.all() : Range.atLeast(workload.key()));
            history.acknowledge(Durability.SYNC);
            return "compact";
        }
        if (dice < 96) {
            bulkLoad();
            return "bulk load";
        }
        if (dice < 97) {
            copy();
            return "copy";
        }
        close();
        history.acknowledge(Durability.SYNC);
        boolean other = worldRandom.nextBoolean();
        setup = other ? Setup.values()[worldRandom.nextInt(Setup.values().length)] : setup;
        open();
        return "close and open " + setup;
    }

    /** Writes or reads in the middle of background work, as another thread would; does nothing where it might wait. */
    void actBeside() throws IOException {
        if (store == null
                || held.size() > MAX_SNAPSHOTS
                || store.stats().frozenMemtables() >= FROZEN_TO_STOP_BESIDE
                || store.stats().memtableBytes() > setup.options().memtableBytes()) {
            return;
        }
        simulation.besideBackground(true);
        try {
            int dice = worldRandom.nextInt(10);
            if (dice < 5) {
                write(Durability.OS);
            } else if (dice < 7) {
                write(setup.options().enableWal() ? Durability.SYNC : Durability.BUFFERED);
            } else if (dice < 8) {
                reader.scan(space(workload.space()), history, workload);
            } else {
                held.add(new Held(store.snapshot(), history.sent()));
            }
        } finally {
            simulation.besideBackground(false);
        }
    }

    /** Writes the next step. */
    void write(Durability durability) throws IOException {
        Step step = workload.next(history.sent() + 1);
        history.send(step);
        Change first = step.changes().get(0);
        if (step.changes().size() == 1 && random.nextBoolean()) {
            KeySpace space = space(first.space());
            if (first.value() == null) {
                space.delete(first.key(), durability);
            } else {
                space.put(first.key(), first.value(), durability);
            }
        } else {
            store.write(batchOf(step), durability);
        }
        history.written(store.visibleSequence());
        acknowledge(durability);
    }

    /** Without a log only what was flushed is safe from anything. */
    private void acknowledge(Durability durability) {
        if (setup.options().enableWal() || durability == Durability.SYNC) {
            history.acknowledge(durability);
        }
    }

    private WriteBatch batchOf(Step step) throws IOException {
        WriteBatch batch = new WriteBatch();
        for (Change change : step.changes()) {
            if (change.value() == null) {
                batch.delete(space(change.space()), change.key());
            } else {
                batch.put(space(change.space()), change.key(), change.value());
            }
        }
        return batch;
    }

    /** Writes a step on a condition that holds, or asks for one on a condition that does not. */
    private void writeIf() throws IOException {
        Step step = workload.next(history.sent() + 1);
        Change first = step.changes().get(0);
        KeySpace space = space(first.space());
        byte[] present = history.contents().get(first.space(), first.key());
        Durability durability = random.nextBoolean() ? Durability.OS : Durability.SYNC;
        boolean holds = random.nextInt(3) != 0;
        if (step.changes().size() == 1) {
            byte[] expected = holds ? present : present == null ? new byte[1] : null;
            if (holds) {
                history.send(step);
            }
            reader.check("compareAndSet", space.compareAndSet(first.key(), expected, first.value(), durability), holds);
        } else {
            WriteBatch batch = batchOf(step);
            batch.require(
                    holds == (present == null)
                            ? Condition.absent(space, first.key())
                            : Condition.equalTo(space, first.key(), holds ? present : new byte[1]));
            if (holds) {
                history.send(step);
            }
            reader.check("conditional batch", isWritten(batch, durability), holds);
        }
        if (holds) {
            history.written(store.visibleSequence());
            acknowledge(durability);
        }
    }

    private boolean isWritten(WriteBatch batch, Durability durability) throws IOException {
        try {
            store.write(batch, durability);
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    /** Takes a snapshot, or reads one again and mostly lets go of it. */
    private void useSnapshots() throws IOException {
        if (held.isEmpty() || held.size() < MAX_SNAPSHOTS && random.nextBoolean()) {
            held.add(new Held(store.snapshot(), history.sent()));
            return;
        }
        Held one = held.get(random.nextInt(held.size()));
        Judge.checkSnapshot(store, one.snapshot, history, one.step);
        if (random.nextBoolean()) {
            one.snapshot.close();
            held.remove(one);
        }
    }

    private void bulkLoad() throws IOException {
        int number = history.sent() + 1;
        List<Change> changes = workload.bulk(number, 1 + random.nextInt(BULK_KEYS));
        history.send(new Step(number, changes));
        if (store.history().isPresent()) {
            // A load would go past the history, and is refused.
            store.write(batchOf(new Step(number, changes)), Durability.SYNC);
            history.written(store.visibleSequence());
            history.acknowledge(Durability.SYNC);
            return;
        }
        store.bulkLoad(changes.stream()
                .map(change -> (Map.Entry<byte[], byte[]>) new SimpleImmutableEntry<>(change.key(), change.value()))
                .iterator());
        history.written(store.visibleSequence());
        history.acknowledge(Durability.SYNC);
    }

    private void copy() throws IOException {
        if (copies.size() == MAX_BACKUPS) {
            return;
        }
        int step = history.sent();
        Path target = directory.resolveSibling("copy-" + worldRandom.nextInt(Integer.MAX_VALUE));
        copies.add(new Copy(target, step, false));
        store.checkpoint(target);
        copies.set(copies.size() - 1, new Copy(target, step, true));
        history.acknowledge(Durability.SYNC);
    }

    /** Closes the store, having read all snapshots again; everything is durable then. */
    @Override
    public void close() throws IOException {
        Store open = store;
        store = null;
        if (open == null) {
            return;
        }
        try (open) {
            for (Held one : held) {
                Judge.checkSnapshot(open, one.snapshot, history, one.step);
                one.snapshot.close();
            }
        } finally {
            held.clear();
        }
    }

    private KeySpace space(String name) throws IOException {
        return name.isEmpty() ? store : store.keySpace(name);
    }
}
