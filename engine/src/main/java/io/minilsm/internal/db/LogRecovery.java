package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Options;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.Superblock;
import io.minilsm.internal.version.VersionEdit;
import io.minilsm.internal.version.WalRecord;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.SurvivingFrames;
import io.minilsm.internal.wal.WalReplay;
import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings back from the log what is in no table yet. For one opening, by one thread.
 *
 * <p>What lies behind the log's last durable mark may be in the page cache only, and its file may be one whose force
 * failed: it is written anew to a fresh segment and forced. Then one edit closes the old log at the mark and makes the
 * fresh segment known. A crash before that edit leaves the old log as it was; one after it, the new.
 */
public final class LogRecovery {
    private static final Logger LOG = System.getLogger("io.minilsm");

    /** Size of a life's first segment: a small store stays small. */
    static final long FIRST_SEGMENT_BYTES = 256 << 10;

    /** Segments of earlier lives from which on their entries are flushed: each open adds one. */
    private static final int MANY_SEGMENTS = 8;

    private final Environment environment;
    private final Path directory;
    private final Options options;
    private final StoreState state;
    private final List<WalReplay.ExpectedSegment> segments;
    private final List<Memtable> frozen = new ArrayList<>(); // Newest first.
    private Memtable active = new Memtable();
    private WalReplay.Outcome outcome;

    private LogRecovery(Environment environment, Path directory, Options options, StoreState state) {
        this.environment = environment;
        this.directory = directory;
        this.options = options;
        this.state = state;
        segments = segmentsOf(state);
    }

    /**
     * Judges the log as an opening would, and keeps nothing of it.
     *
     * @param bootId this run of the machine, see {@link Environment#bootId()}
     * @throws io.minilsm.api.CorruptionException if an opening would refuse it
     */
    public static void judge(Vfs vfs, Path directory, String bootId, StoreState state) throws IOException {
        replay(vfs, directory, bootId, state, (first, count, payload, offset, length) -> {});
    }

    /**
     * Replays the log as an opening would.
     *
     * @return what the judgement has to tell a person
     * @throws io.minilsm.api.CorruptionException if an opening would refuse it; what the handler got does not count
     */
    public static List<String> replay(Vfs vfs, Path directory, StoreState state, WalReplay.FrameHandler handler)
            throws IOException {
        return replay(vfs, directory, Environment.system().bootId(), state, handler);
    }

    private static List<String> replay(
            Vfs vfs, Path directory, String bootId, StoreState state, WalReplay.FrameHandler handler)
            throws IOException {
        return WalReplay.replay(
                        vfs,
                        directory,
                        state.storeId(),
                        segmentsOf(state),
                        state.flushedSequence(),
                        isSameBoot(vfs, directory, bootId),
                        handler)
                .notes();
    }

    /**
     * Reads what holds of a log that an opening refuses.
     *
     * @param handler gets what holds
     * @param lost gets what does not; at least one, because an opening had a reason
     */
    public static void salvage(
            Vfs vfs,
            Path directory,
            StoreState state,
            CorruptionException refusal,
            WalReplay.FrameHandler handler,
            Consumer<SurvivingFrames.Lost> lost)
            throws IOException {
        SurvivingFrames.read(
                vfs, directory, state.storeId(), segmentsOf(state), state.flushedSequence(), refusal, handler, lost);
    }

    /** Judges and replays the log into memtables; changes nothing on the disk. */
    static LogRecovery run(Environment environment, Path directory, Options options, StoreState state)
            throws IOException {
        LogRecovery recovery = new LogRecovery(environment, directory, options, state);
        recovery.outcome = WalReplay.replay(
                environment.vfs(),
                directory,
                state.storeId(),
                recovery.segments,
                state.flushedSequence(),
                isSameBoot(environment.vfs(), directory, environment.bootId()),
                recovery::restore);
        recovery.outcome.notes().forEach(note -> LOG.log(Logger.Level.INFO, "log of {0}: {1}", directory, note));
        return recovery;
    }

    /** Throws if the log holds sequences that were never reserved: then the superblock is an older copy. */
    void requireReserved(long reservedSequence) throws CorruptionException {
        if (lastSequence() > reservedSequence) {
            throw new CorruptionException(
                    "superblock is older than the log",
                    FileName.CURRENT,
                    Superblock.slotOffset(0),
                    "reserved sequence=" + reservedSequence + ", last sequence in the log=" + lastSequence());
        }
    }

    /** Writes anew what is not known to be durable, and lets the fresh log take the old one's place. */
    void continueIn(WalWriter wal, Catalog catalog) throws IOException {
        long durableInLog = durableInLog();
        catalog.keepBack();
        catalog.attach(wal);
        wal.open();
        if (outcome.lastSequence() > durableInLog) {
            WalReplay.replayTail(
                    environment.vfs(),
                    directory,
                    state.storeId(),
                    segments,
                    outcome,
                    durableInLog,
                    (first, count, payload, offset, length) -> wal.append(
                            first,
                            count,
                            payload,
                            offset,
                            length,
                            WalWriter.payloadChecksum(payload, offset, length),
                            false));
            wal.force();
        }
        catalog.publish(this::letOldGo);
    }

    /**
     * Returns the sequence behind which batches are written anew. Without a history what is in tables needs no place in
     * the log; with one, all of it that its segments are not known to hold durably is written again, in tables or not.
     */
    private long durableInLog() {
        if (!state.retention().isKept()) {
            return outcome.durableSequence();
        }
        long durable = outcome.durable() == null ? 0 : outcome.durable().lastSequence();
        for (WalRecord record : state.wals()) {
            durable = Math.max(durable, record.isRetained() ? record.closed().lastSequence() : 0);
        }
        return Math.max(durable, Math.min(state.retention().floorSequence(), state.flushedSequence()));
    }

    private void letOldGo(VersionEdit.Builder edit) {
        if (state.retention().isKept()) {
            keepOld(edit);
            return;
        }
        if (isEmpty()) {
            segments.forEach(old -> edit.dropWal(old.segment().number()));
            return;
        }
        if (outcome.durable() != null && !state.wal(outcome.durable().number()).isClosed()) {
            edit.closeWal(outcome.durable());
        }
        outcome.superseded().forEach(edit::dropWal);
    }

    /** Closes the segments up to the durable end, which are in the history or will be, and drops those behind. */
    private void keepOld(VersionEdit.Builder edit) {
        for (ClosedSegment end : outcome.ends()) {
            boolean isBehind = outcome.superseded().contains(end.number());
            boolean isNeeded = !isEmpty() || end.lastSequence() > state.retention().floorSequence();
            if (isBehind || !isNeeded) {
                edit.dropWal(end.number());
                continue;
            }
            if (!state.wal(end.number()).isClosed()) {
                edit.closeWal(outcome.durable().number() == end.number() ? outcome.durable() : end);
            }
            if (isEmpty()) {
                edit.retainWal(end.number(), Math.max(1, environment.currentMillis().getAsLong()));
            }
        }
        // Made ahead of need: the log never came to them.
        segments.stream()
                .map(segment -> segment.segment().number())
                .filter(number -> outcome.ends().stream().noneMatch(end -> end.number() == number))
                .forEach(edit::dropWal);
    }

    Memtable active() {
        return active;
    }

    List<Memtable> frozen() {
        return frozen;
    }

    /** Returns the last sequence recovered, from log or tables. */
    long lastSequence() {
        return Math.max(outcome.lastSequence(), state.lastSequence());
    }

    /** Returns whether the log held nothing that is not in tables. */
    boolean isEmpty() {
        return active.isEmpty() && frozen.isEmpty();
    }

    /** Returns whether so many old segments are left that they should be flushed away. */
    boolean wantsFlush() {
        return segments.size() >= MANY_SEGMENTS;
    }

    /** Returns whether the machine has been running since the store was last opened, so that no power was cut. */
    private static boolean isSameBoot(Vfs vfs, Path directory, String bootId) throws IOException {
        Owner owner = Owner.read(vfs, directory);
        return owner != null && !bootId.isEmpty() && owner.bootId().equals(bootId);
    }

    private static List<WalReplay.ExpectedSegment> segmentsOf(StoreState state) {
        List<WalReplay.ExpectedSegment> segments = new ArrayList<>();
        for (WalRecord record : state.wals()) {
            if (record.isRetained()) {
                continue;
            }
            segments.add(new WalReplay.ExpectedSegment(record.segment(), record.closed()));
        }
        return segments;
    }

    private void restore(long firstSequence, int count, byte[] payload, int offset, int length) throws IOException {
        if (active.memoryBytes() >= options.memtableBytes()) {
            frozen.add(0, active);
            active = new Memtable();
        }
        CommitPipeline.apply(payload, offset, length, firstSequence, active);
    }
}
