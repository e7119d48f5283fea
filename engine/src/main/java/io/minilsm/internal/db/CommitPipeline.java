package io.minilsm.internal.db;

import io.minilsm.api.Durability;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.wal.BatchReader;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one door for writes: checks conditions, gives sequences, appends to the log, applies to the memtable, publishes,
 * all in one order under one lock (invariants W1, W2, B1). Forces happen outside it, shared by all who wait.
 *
 * <p>Thread-safe. A batch is visible from its publication on, which is before it is durable.
 */
final class CommitPipeline {
    /**
     * Frozen memtables that may wait for their flush; with the active one they are the memtables' share of the budget.
     */
    static final int MAX_FROZEN = 2;

    private final ReadStates states;
    private final VisibleSequence visible;
    private final Catalog catalog;
    private final CommitLog log;
    private final WriteStall stall;
    private final Poison poison;
    private final Counters counters;
    private final GroupCommit group;
    private final long memtableBytes;
    private final Runnable onRotated;

    private final ReentrantLock commitLock = new ReentrantLock();

    // Guarded by commitLock.
    private long nextSequence;

    /**
     * Makes the pipeline.
     *
     * @param firstSequence behind all sequences that may have been used before this opening
     * @param visible says, to begin with, what was recovered, all of which is durable
     * @param onRotated called under the commit lock when a memtable was frozen
     */
    CommitPipeline(
            ReadStates states,
            VisibleSequence visible,
            long firstSequence,
            Catalog catalog,
            CommitLog log,
            WriteStall stall,
            Poison poison,
            Counters counters,
            long memtableBytes,
            Runnable onRotated) {
        this.states = states;
        this.visible = visible;
        this.catalog = catalog;
        this.log = log;
        this.stall = stall;
        this.poison = poison;
        this.counters = counters;
        this.memtableBytes = memtableBytes;
        this.onRotated = onRotated;
        group = new GroupCommit(log::force, visible.get());
        nextSequence = Math.max(firstSequence, visible.get() + 1);
    }

    GroupCommit group() {
        return group;
    }

    /** Returns once everything up to the sequence is durable. */
    void awaitDurable(long sequence) throws IOException {
        if (group.durableSequence() < sequence) {
            poison.check();
            group.await(sequence);
        }
    }

    /** Writes the batch without waiting for a force; returns its last sequence. */
    long commit(WriteBatch batch, Durability durability) throws IOException {
        poison.check();
        stall.await(batch.encodedLength());
        int checksum = log.payloadChecksum(batch.encoded(), batch.encodedLength());
        ConditionCheck conditions = checkBefore(batch);
        commitLock.lock();
        try {
            poison.check();
            if (conditions != null) {
                recheck(conditions);
            }
            if (batch.isEmpty()) {
                return visible.get();
            }
            return appendAndApply(batch, checksum, durability);
        } finally {
            commitLock.unlock();
        }
    }

    /** Freezes the active memtable if it holds anything; returns the sequence up to which a flush must come. */
    long rotate() throws IOException {
        commitLock.lock();
        try {
            poison.check();
            if (!states.peek().active().isEmpty()) {
                states.rotate();
                onRotated.run();
            }
            return visible.get();
        } finally {
            commitLock.unlock();
        }
    }

    /**
     * Runs the action while no write can come between, with a sequence of its own that it publishes on success. The
     * action makes durable all that was written before, and what it does.
     */
    void exclusively(SequencedAction action) throws IOException {
        commitLock.lock();
        try {
            poison.check();
            long sequence = nextSequence;
            catalog.reserve(sequence);
            nextSequence = sequence + 1; // Not given out again even if the action fails half-way.
            action.run(sequence);
            visible.publish(sequence);
            group.cover(sequence);
        } finally {
            commitLock.unlock();
        }
    }

    /** See {@link #exclusively}. */
    @FunctionalInterface
    interface SequencedAction {
        void run(long sequence) throws IOException;
    }

    private ConditionCheck checkBefore(WriteBatch batch) throws IOException {
        if (batch.conditions().isEmpty()) {
            return null;
        }
        // Read before the state is taken: a later write may be in a memtable that the state does not have.
        ConditionCheck conditions = new ConditionCheck(batch.conditions(), visible.get());
        ReadState state = states.acquire();
        try {
            conditions.check(state, visible.get());
        } finally {
            state.release();
        }
        return conditions;
    }

    /** Called with the commit lock held; flushes and compactions may put another state in place all the same. */
    private void recheck(ConditionCheck conditions) throws IOException {
        ReadState state = states.acquire();
        try {
            conditions.recheck(state, visible.get());
        } finally {
            state.release();
        }
    }

    private long appendAndApply(WriteBatch batch, int checksum, Durability durability) throws IOException {
        long first = nextSequence;
        long last = first + batch.count() - 1;
        catalog.reserve(last);
        rotateIfFull();
        try {
            log.append(
                    first,
                    batch.count(),
                    batch.encoded(),
                    batch.encodedLength(),
                    checksum,
                    durability == Durability.OS);
            nextSequence = last + 1;
            apply(batch.encoded(), 0, batch.encodedLength(), first, states.peek().active());
        } catch (RuntimeException | Error e) {
            // The log has the batch, perhaps, and the memtable has part of it: nobody may build on that.
            poison.set(e);
            throw e;
        }
        visible.publish(last);
        counters.writes.increment();
        counters.entriesWritten.add(batch.count());
        counters.bytesWritten.add(batch.dataBytes());
        return last;
    }

    private void rotateIfFull() throws IOException {
        ReadState state = states.peek();
        if (state.active().memoryBytes() >= memtableBytes && state.frozen().size() < MAX_FROZEN) {
            states.rotate();
            onRotated.run();
        }
    }

    /** Adds the entries of an encoded batch, known to be well-formed, under sequences from the first on. */
    static void apply(byte[] payload, int offset, int length, long firstSequence, Memtable memtable) {
        BatchReader entries = new BatchReader(payload, offset, length);
        try {
            for (long sequence = firstSequence; entries.next(); sequence++) {
                memtable.add(
                        entries.spaceId(),
                        payload,
                        entries.keyOffset(),
                        entries.keyLength(),
                        entries.valueOffset(),
                        entries.valueLength(),
                        Tag.of(sequence, entries.kind()));
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("batch does not decode, though it was encoded or checked here", e);
        }
    }
}
