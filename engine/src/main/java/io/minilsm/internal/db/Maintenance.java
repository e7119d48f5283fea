package io.minilsm.internal.db;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.internal.compaction.RangeCompaction;
import io.minilsm.internal.compaction.TableFiles;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.Version;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happens behind the writers: flushes, compactions, bulk loads. Thread-safe. Flushes run one after the other on
 * their worker; compactions and bulk loads exclude each other, because each builds on the levels as it found them.
 */
final class Maintenance {
    /** A store that nobody has written to for this long is at rest: space is then worth more than quiet disks. */
    private static final long REST_MILLIS = 2000;

    private final CommitPipeline commits;
    private final ReadStates states;
    private final SnapshotList snapshots;
    private final Catalog catalog;
    private final FlushJob flushJob;
    private final Compactions compactions;
    private final TableFiles files;
    private final Options options;
    private final Counters counters;
    private final Background flusher;
    private final Background compactor;
    private final VisibleSequence visible;
    private final ReentrantLock levelsLock = new ReentrantLock();

    /** What was visible when the compactor last had nothing urgent to do. For the compactor only. */
    private long sequenceAtLastLook = -1;

    /**
     * Makes the background jobs; none runs before it is asked for.
     *
     * @param onProgress runs after each step, and when there is nothing more to do
     */
    Maintenance(
            ReadSide readSide,
            CommitPipeline commits,
            Catalog catalog,
            TableFiles files,
            Options options,
            Poison poison,
            ExecutorService flushWorker,
            ExecutorService compactionWorker,
            Runnable onProgress) {
        this.commits = commits;
        this.catalog = catalog;
        this.files = files;
        this.options = options;
        states = readSide.states;
        visible = readSide.visible;
        snapshots = readSide.snapshots;
        counters = readSide.counters;
        flushJob = new FlushJob(files, catalog);
        compactions = new Compactions(readSide, catalog, files, options);
        flusher = new Background("flush", this::flushOne, flushWorker, poison, onProgress);
        compactor = new Background("compaction", this::compactOne, compactionWorker, poison, onProgress);
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

    /** Throws if writers wait for a flush that the full device keeps from happening. */
    void checkDeviceFull() throws IOException {
        flusher.checkDeviceFull();
    }

    /** Writes everything in memory to tables; returns the sequence up to which it did. */
    long flush() throws IOException {
        long sequence = commits.rotate();
        flusher.await(() -> states.peek().frozen().isEmpty()
                || oldestFrozen(states.peek()).largestSequence() > sequence);
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
    }

    /** See {@link io.minilsm.api.Store#bulkLoad}. */
    long bulkLoad(Iterator<Map.Entry<byte[], byte[]>> sortedEntries) throws IOException {
        BulkLoad load = new BulkLoad(files, options.tableFileBytes());
        long count = load.write(sortedEntries);
        if (count == 0) {
            return 0;
        }
        levelsLock.lock();
        try {
            boolean installed = false;
            while (!installed) {
                flush();
                installed = tryInstall(load);
            }
        } finally {
            levelsLock.unlock();
        }
        return count;
    }

    /** Starts no more jobs and waits for those that run. */
    void stop() {
        compactions.cancel();
        flusher.stop();
        compactor.stop();
    }

    private boolean tryInstall(BulkLoad load) throws IOException {
        boolean[] installed = new boolean[1];
        commits.exclusively(sequence -> {
            ReadState state = states.acquire();
            boolean handedOver = false;
            try {
                if (!load.meetsMemtables(state)) {
                    Version version = state.version();
                    handedOver = true;
                    load.requireFree(state, sequence);
                    catalog.apply(load.edit(version, sequence));
                    catalog.installIn(states);
                    installed[0] = true;
                }
            } finally {
                if (!handedOver) {
                    state.release();
                }
            }
        });
        return installed[0];
    }

    private boolean flushOne() throws IOException {
        ReadState state = states.peek();
        if (state == null || state.frozen().isEmpty()) {
            return false;
        }
        FlushJob.Result result = flushJob.run(oldestFrozen(state), snapshots.sequences());
        catalog.installIn(states);
        catalog.release(result.droppedWals());
        counters.flushes.increment();
        counters.flushedBytes.add(result.tableBytes());
        requestCompaction();
        return true;
    }

    /** Runs an urgent compaction; if there is none, one that is due in a store at rest, if this is one. */
    private boolean compactOne() throws IOException {
        if (inLevels(compactions::runUrgent)) {
            return true;
        }
        long sequence = visible.get();
        if (sequence == sequenceAtLastLook) {
            return inLevels(compactions::runAtRest);
        }
        sequenceAtLastLook = sequence;
        CompletableFuture.delayedExecutor(REST_MILLIS, TimeUnit.MILLISECONDS).execute(this::requestCompaction);
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

    private boolean inLevels(Background.Step step) throws IOException {
        levelsLock.lock();
        try {
            return step.run();
        } finally {
            levelsLock.unlock();
        }
    }

    private static Memtable oldestFrozen(ReadState state) {
        List<Memtable> frozen = state.frozen();
        return frozen.get(frozen.size() - 1);
    }
}
