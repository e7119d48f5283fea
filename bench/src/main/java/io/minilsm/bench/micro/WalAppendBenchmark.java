package io.minilsm.bench.micro;

import io.minilsm.api.WriteBatch;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.KeyShape;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.SegmentRegistry;
import io.minilsm.internal.wal.WalSegment;
import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends to the log that survive a kill, checksum included. Segments are released when they are covered, as after a
 * flush, so that files are used again. The directory is the system's for temporary files.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WalAppendBenchmark {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int RELEASE_EVERY = 100_000;

    @Param({"1", "100"})
    private int entriesPerBatch;

    private Path directory;
    private ExecutorService background;
    private WalWriter writer;
    private WriteBatch batch;
    private long sequence;

    /** Makes a log. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("minilsm-micro");
        background = Executors.newSingleThreadExecutor();
        Random nonces = new Random(1);
        writer = new WalWriter(
                new DiskVfs(),
                directory,
                new UUID(1, 2),
                new Numbers(),
                background,
                nonces::nextLong,
                SEGMENT_BYTES,
                SEGMENT_BYTES,
                cause -> {});
        writer.open();
        MicroKeys entries = new MicroKeys(entriesPerBatch, KeyShape.DECIMAL);
        batch = new WriteBatch();
        for (int i = 0; i < entriesPerBatch; i++) {
            batch.put(entries.plain(i), entries.value(i));
        }
    }

    /** File numbers, and nothing else of what a manifest does. */
    private static final class Numbers implements SegmentRegistry {
        private final AtomicLong last = new AtomicLong();

        @Override
        public long newFileNumber() {
            return last.incrementAndGet();
        }

        @Override
        public void register(WalSegment segment) {
            // Nobody will read it.
        }

        @Override
        public void closed(ClosedSegment segment) {
            // Nobody will read it.
        }
    }

    /** One append. */
    @Benchmark
    public void append() throws IOException {
        int checksum = WalWriter.payloadChecksum(batch.encoded(), 0, batch.encodedLength());
        writer.append(sequence + 1, batch.count(), batch.encoded(), 0, batch.encodedLength(), checksum, true);
        sequence += batch.count();
        if (sequence % RELEASE_EVERY < batch.count()) {
            writer.release(writer.segmentsCoveredBy(sequence));
        }
    }

    /** Removes the log. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        writer.close();
        background.shutdown();
        Directories.remove(directory);
    }
}
