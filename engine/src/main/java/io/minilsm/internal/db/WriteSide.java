package io.minilsm.internal.db;

import io.minilsm.api.ChangeFeed;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.WriteBatch;
import io.minilsm.api.WriteHandle;
import io.minilsm.internal.compaction.TableFiles;
import io.minilsm.internal.sstable.TableOptions;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.wal.WalWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The parts of an open store that writing needs. Thread-safe. Owns manifest, log and background workers, and closes
 * them in the order that loses nothing.
 */
final class WriteSide implements Closeable {
    /** Longest time that a buffered write stays in this process. */
    private static final long BUFFERED_MILLIS = 50;

    /** Longest that closing waits for a worker that was asked to end: its last task only completes handles. */
    private static final long WORKER_END_SECONDS = 10;

    // Constant after construction.
    final VersionSet versions;
    final WalWriter wal; // Null without a log.
    final CommitPipeline commits;
    final Maintenance maintenance;
    final WriteStall stall;
    final LogHistory history;

    private final Environment environment;
    private final ReadSide readSide;
    private final Poison poison;
    private final CommitLog log;
    private final Catalog catalog;
    private final AsyncCommits asyncCommits;
    private final boolean flushesToClose;
    private final ExecutorService[] workers;
    private final AtomicBoolean handOverDue = new AtomicBoolean();

    /**
     * Wires the parts.
     *
     * @param wal open; null for a store without a log
     * @param walWorker makes the log's segments; null without a log
     */
    WriteSide(
            Environment environment,
            Path directory,
            Options options,
            Poison poison,
            VersionSet versions,
            Catalog catalog,
            WalWriter wal,
            ExecutorService walWorker,
            ReadSide readSide) {
        this.environment = environment;
        this.poison = poison;
        this.versions = versions;
        this.wal = wal;
        this.catalog = catalog;
        this.readSide = readSide;
        flushesToClose = wal == null && !environment.ephemeral();
        log = wal != null
                ? new WalLog(wal)
                : new FlushLog(flushesToClose ? this::flush : readSide.visible::get);
        stall = new WriteStall(
                readSide.states,
                options.memtableBytes(),
                options.compactionStyle() != CompactionStyle.NONE,
                this::beginWaiting,
                readSide.counters,
                environment.nanoTime(),
                environment.timing());
        poison.onSet(this::onPoison);
        commits = new CommitPipeline(
                readSide.states,
                readSide.visible,
                versions.firstSequenceAfterOpen(),
                catalog,
                log,
                stall,
                poison,
                readSide.counters,
                options.memtableBytes(),
                this::requestFlush);
        ExecutorService syncWorker = environment.workers().apply("minilsm-sync");
        ExecutorService flushWorker = environment.workers().apply("minilsm-flush");
        ExecutorService compactionWorker = environment.workers().apply("minilsm-compact");
        workers = walWorker == null
                ? new ExecutorService[] {syncWorker, flushWorker, compactionWorker}
                : new ExecutorService[] {syncWorker, flushWorker, compactionWorker, walWorker};
        asyncCommits = new AsyncCommits(commits.group(), syncWorker);
        history = new LogHistory(catalog, wal, environment.currentMillis());
        maintenance = new Maintenance(
                readSide,
                commits,
                catalog,
                history,
                new GuardedTables(
                        new TableFiles(
                                environment.vfs(),
                                directory,
                                versions.state().storeId(),
                                new TableOptions(
                                        options.blockSizeBytes(), options.compression(), options.bloomBitsPerKey()),
                                catalog::newFileNumber),
                        poison),
                options,
                environment.timing(),
                poison,
                flushWorker,
                compactionWorker,
                stall::signal);
    }

    /** See {@link io.minilsm.api.Store#write}. */
    long write(WriteBatch batch, Durability durability) throws IOException {
        long last = commits.commit(batch, durability);
        if (durability == Durability.SYNC) {
            commits.awaitDurable(last);
        } else if (durability == Durability.BUFFERED) {
            handOverSoon();
        }
        return last;
    }

    /** See {@link io.minilsm.api.Store#writeAsync}. */
    WriteHandle writeAsync(WriteBatch batch, Durability durability, Executor executor) throws IOException {
        long last = commits.commit(batch, Objects.requireNonNull(durability, "durability"));
        if (durability == Durability.SYNC) {
            return asyncCommits.add(last, executor);
        }
        if (durability == Durability.BUFFERED) {
            handOverSoon();
        }
        return AsyncCommits.done(last, executor);
    }

    /** See {@link io.minilsm.api.Store#sync}. */
    void sync() throws IOException {
        commits.awaitDurable(readSide.visible.get());
    }

    /** See {@link io.minilsm.api.Store#checkpoint}. */
    long checkpoint(Path directory, Path target) throws IOException {
        if (environment.ephemeral()) {
            throw new IOException("a store in memory cannot be copied to a directory: target=" + target);
        }
        return new CheckpointJob(
                        environment.vfs(), directory, maintenance, readSide.states, versions, readSide.calls)
                .run(target);
    }

    /** See {@link io.minilsm.api.Store#keepHistory}. */
    void keepHistory(long maxBytes, long maxAgeMillis) throws IOException {
        maintenance.release(maxBytes == 0 ? history.drop() : history.keep(commits, maxBytes, maxAgeMillis));
    }

    /** See {@link io.minilsm.api.Store#changes}. */
    ChangeFeed changes(Path directory, KeySpaces keySpaces, long fromSequence) throws IOException {
        return new StoreChanges(
                environment.vfs(),
                directory,
                catalog,
                wal,
                commits.group(),
                readSide.visible,
                keySpaces,
                readSide.calls,
                fromSequence);
    }

    long durableSequence() {
        return commits.group().durableSequence();
    }

    /** Returns whether the calling thread is the one that completes asynchronous writes. */
    boolean isCompleting() {
        return asyncCommits.isCompleting();
    }

    /** Has the calls end soon that could go on for long, or wait; the calls were closed before. */
    void hurry() {
        maintenance.cancel();
        stall.signal();
    }

    /**
     * Makes everything durable and ends the workers; no call is running any more. After a failed write nothing more is
     * written: the next open judges the disk.
     *
     * @throws io.minilsm.api.StorePoisonedException if writes were acknowledged that cannot be made durable any more
     */
    @Override
    public void close() throws IOException {
        Failures.closeAll(
                this::flushToClose,
                asyncCommits::completeAll,
                maintenance::stop,
                wal,
                versions,
                this::endWorkers,
                this::tellOfLostWrites);
    }

    private void flushToClose() throws IOException {
        if (flushesToClose && !poison.isSet()) {
            maintenance.flush();
        }
    }

    private void tellOfLostWrites() throws IOException {
        if (poison.isSet() && mayLoseWrites()) {
            poison.check();
        }
    }

    // Maintenance is made after the parts that ask it for flushes.

    private long flush() throws IOException {
        return maintenance.flush();
    }

    private void requestFlush() {
        maintenance.requestFlush();
    }

    /** Returns whether writes were accepted that closing a poisoned store did not make durable. */
    private boolean mayLoseWrites() {
        if (wal == null) {
            return flushesToClose;
        }
        // What was appended and not published was refused, and its writer knows.
        return wal.durableSequence() < Math.min(wal.appendedSequence(), readSide.visible.get());
    }

    /** Buffered writes go to the operating system together, a little later. */
    private void handOverSoon() {
        if (handOverDue.compareAndSet(false, true)) {
            environment.timing().runLater(this::handOver, workers[0], BUFFERED_MILLIS);
        }
    }

    private void handOver() {
        handOverDue.set(false);
        if (!readSide.calls.tryEnter()) {
            return; // Closing hands over what is left.
        }
        try {
            log.flush();
        } catch (IOException e) {
            poison.set(e);
        } finally {
            readSide.calls.exit();
        }
    }

    /** Whatever failed, the log is not written or forced any more either: no marks, no trailer. */
    private void onPoison(Throwable why) {
        if (wal != null) {
            wal.poison(why);
        }
        stall.signal();
    }

    private WriteStall.Stop beginWaiting() {
        WriteStall.Stop progress = maintenance.beginWaiting();
        return needsCompaction -> {
            poison.check();
            readSide.calls.requireOpen();
            progress.check(needsCompaction);
        };
    }

    private void endWorkers() {
        boolean interrupted = false;
        for (ExecutorService worker : workers) {
            worker.shutdown();
        }
        for (ExecutorService worker : workers) {
            if (worker == workers[0] && isCompleting()) {
                continue; // A completion that closes the store must not wait for itself.
            }
            try {
                worker.awaitTermination(WORKER_END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
