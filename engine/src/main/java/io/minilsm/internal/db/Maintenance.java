package io.minilsm.internal.db;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.compaction.RangeCompaction;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happens behind the writers: flushes, compactions, bulk loads. Thread-safe. Flushes run one after the other on
 * their worker; compactions and bulk loads exclude each other, because each builds on the levels as it found them.
 */
final class Maintenance {
    /** A store that nobody has written to for this long is at rest: space is then worth more than quiet disks. */
    private static final long REST_MILLIS = 2000;

    private static final Logger LOG = System.getLogger("io.minilsm");

    private final CommitPipeline commits;
    private final ReadStates states;
    private final SnapshotList snapshots;
    private final Catalog catalog;
    private final FlushJob flushJob;
    private final Compactions compactions;
    private final CompactionOutputs files;
    private final Installation installation;
    private final Options options;
    private final Timing timing;
    private final RunningCalls calls;
    private final ExecutorService compactionWorker;
    private final Counters counters;
    private final Background flusher;
    private final Background compactor;
    private final VisibleSequence visible;
    private final ReentrantLock levelsLock = new ReentrantLock();

    /** Whether a look is due at whether the store is at rest: there is one at a time. */
    private final AtomicBoolean restLookDue = new AtomicBoolean();

    /** What was visible at the last look and {@link #REST_MILLIS} before it; -1 if something was written between. */
    private volatile long sequenceAtRest = -1;

    /**
     * Makes the background jobs; none runs before it is asked for.
     *
     * @param onProgress runs after each step, and when there is nothing more to do
     */
    Maintenance(
            ReadSide readSide,
            CommitPipeline commits,
            Catalog catalog,
            LogHistory history,
            CompactionOutputs files,
            Options options,
            Timing timing,
            Poison poison,
            ExecutorService flushWorker,
            ExecutorService compactionWorker,
            Runnable onProgress) {
        this.commits = commits;
        this.catalog = catalog;
        this.files = files;
        this.options = options;
        this.timing = timing;
        this.compactionWorker = compactionWorker;
        calls = readSide.calls;
        states = readSide.states;
        visible = readSide.visible;
        snapshots = readSide.snapshots;
        counters = readSide.counters;
        installation = new Installation(readSide, catalog, files);
        flushJob = new FlushJob(states, installation, files, catalog, history);
        compactions = new Compactions(readSide, installation, files, options);
        flusher = new Background("flush", this::flushOne, flushWorker, timing, poison, onProgress);
        compactor = new Background("compaction", this::compactOne, compactionWorker, timing, poison, onProgress);
        snapshots.onRelease(this::lookForRestLater);
    }

    /** Asks for frozen memtables to be flushed; returns at once. */
    void requestFlush() {
        flusher.request();
    }

    /** Asks for compactions as far as the levels need them; returns at once. */
    void requestCompaction() {
        if (options.compactionStyle() != CompactionStyle.NONE) {
            compactor.request();
        }
    }

    /** Asks for flush and compaction for a writer that waits for them; what it returns throws if one cannot be. */
    WriteStall.Stop beginWaiting() {
        long flush = flusher.request();
        long compaction = options.compactionStyle() == CompactionStyle.NONE ? 0 : compactor.request();
        return needsCompaction -> {
            flusher.checkObstacle(flush);
            if (needsCompaction) {
                compactor.checkObstacle(compaction);
            }
        };
    }

    /** Writes everything in memory to tables; returns the sequence up to which it did. */
    long flush() throws IOException {
        long sequence = commits.rotate();
        flusher.await(() -> isFlushed(states.peek().frozen(), sequence));
        return sequence;
    }

    /** See {@link io.minilsm.api.Store#compact}. */
    void compact(Range range) throws IOException {
        flush();
        boolean wholeStore = range.from() == null && range.to() == null;
        byte[] from = wholeStore ? null : lowerBound(range);
        byte[] to = wholeStore ? null : upperBound(range);
        RangeCompaction compaction = compactions.range(from, to);
        while (inLevels(() -> compactions.runNext(compaction))) {
            // One plan at a time, so that urgent compactions come between.
        }
        calls.requireOpen(); // Closing cancels compactions, and this one may not have come to its end.
    }

    /** See {@link io.minilsm.api.Store#bulkLoad}. */
    long bulkLoad(Iterator<Map.Entry<byte[], byte[]>> sortedEntries) throws IOException {
        requireNoHistory();
        BulkLoad load = new BulkLoad(files, options.tableFileBytes(), calls);
        try {
            long count = load.write(sortedEntries);
            if (count > 0) {
                install(load);
            }
            return count;
        } finally {
            load.discard(); // Nothing, if it was installed.
        }
    }

    /** What is loaded goes past the log: who reads changes would miss it. */
    private void requireNoHistory() {
        if (catalog.state().retention().isKept()) {
            throw new IllegalStateException("bulk load into a store that keeps a history of changes, which would miss"
                    + " it: let the history go first (keepHistory(0, null))");
        }
    }

    /** Ends compactions soon, without a result. */
    void cancel() {
        compactions.cancel();
    }

    /** Starts no more jobs and waits for those that run. */
    void stop() {
        cancel();
        flusher.stop();
        compactor.stop();
    }

    private void install(BulkLoad load) throws IOException {
        levelsLock.lock();
        try {
            flush(); // Most of what is to be flushed, while others write on.
            commits.exclusively(sequence -> install(load, sequence));
        } finally {
            levelsLock.unlock();
        }
    }

    /**
     * Adds the tables while no write can come between. All earlier writes are in tables by then: so nothing older of
     * the range is in a memtable (R1), and no power cut takes an earlier write and leaves the load.
     */
    private void install(BulkLoad load, long sequence) throws IOException {
        flush();
        requireNoHistory();
        load.requireFree(states.acquire(), sequence);
        VersionEdit edit = load.edit(states.peek().version(), sequence);
        installation.run(edit, load.handOver(sequence), states::installApart);
    }

    private boolean flushOne() throws IOException {
        ReadState state = states.peek();
        if (state == null || state.frozen().isEmpty()) {
            return false;
        }
        FlushJob.Result result = flushJob.run(oldest(state.frozen()), snapshots.sequences());
        release(result.letGo());
        counters.flushes.increment();
        counters.flushedBytes.add(result.tableBytes());
        requestCompaction();
        return true;
    }

    /** That a dead segment is not removed does no harm: the next open tries again. */
    void release(LogHistory.LetGo letGo) {
        try {
            catalog.detach(letGo.retained());
            catalog.release(letGo.dropped());
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "dead log segment not removed", e);
        }
    }

    /** Runs an urgent compaction; if there is none, one that is due in a store at rest, if this is one. */
    private boolean compactOne() throws IOException {
        if (inLevels(compactions::runUrgent)) {
            return true;
        }
        if (visible.get() == sequenceAtRest) {
            return inLevels(compactions::runAtRest);
        }
        lookForRestLater();
        return false;
    }

    private static byte[] lowerBound(Range range) {
        return range.from() == null
                ? ScopedKey.start(ScopedKey.PLAIN_SPACE)
                : ScopedKey.of(ScopedKey.PLAIN_SPACE, range.from());
    }

    private static byte[] upperBound(Range range) {
        return range.to() == null
                ? ScopedKey.end(ScopedKey.PLAIN_SPACE)
                : ScopedKey.of(ScopedKey.PLAIN_SPACE, range.to());
    }

    /** Has the compactor look again when the store may be at rest, or when a snapshot has let go of something. */
    private void lookForRestLater() {
        if (restLookDue.compareAndSet(false, true)) {
            long before = visible.get();
            timing.runLater(() -> lookForRest(before), compactionWorker, REST_MILLIS);
        }
    }

    private void lookForRest(long sequenceBefore) {
        restLookDue.set(false);
        sequenceAtRest = visible.get() == sequenceBefore ? sequenceBefore : -1;
        requestCompaction();
    }

    private boolean inLevels(Background.Step step) throws IOException {
        levelsLock.lock();
        try {
            return step.run();
        } finally {
            levelsLock.unlock();
        }
    }

    private static boolean isFlushed(List<Memtable> frozen, long sequence) {
        return frozen.isEmpty() || oldest(frozen).largestSequence() > sequence;
    }

    private static Memtable oldest(List<Memtable> frozen) {
        return frozen.get(frozen.size() - 1);
    }
}
