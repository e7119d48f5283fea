package io.minilsm.it.soak;

import io.minilsm.MiniLsm;
import io.minilsm.api.Compression;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process that has the store: checks all of it against the plan, writes and reads for a while, closes and opens it,
 * and begins again, until it is killed. How far it came it leaves in a mapped file, which outlives it.
 */
final class SoakWorker {
    static final int LANES = 4;
    static final String CHECKED = "checked";

    private static final int ONE_SYNC_IN = 20;
    private static final long REPORT_MILLIS = 5_000;

    private static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(48 << 20)
            .withMemtableBytes(8 << 20)
            .withWalSegmentBytes(8 << 20)
            .withTableFileBytes(4 << 20)
            .withCompression(Compression.LZ4);

    private final Path directory;
    private final long seed;
    private final long startMillis;
    private final long lifeMillis;
    private final MappedByteBuffer acknowledged;
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    private SoakWorker(Path directory, Path notes, long seed, long startMillis, long lifeMillis) throws IOException {
        this.directory = directory;
        this.seed = seed;
        this.startMillis = startMillis;
        this.lifeMillis = lifeMillis;
        try (RandomAccessFile file = new RandomAccessFile(notes.toFile(), "rw")) {
            acknowledged = file.getChannel().map(MapMode.READ_WRITE, 0, (long) LANES * Integer.BYTES);
        }
    }

    /** Runs until killed: store directory, file of notes, seed, the soak's start in ms, ms between openings. */
    public static void main(String[] arguments) throws Exception {
        SoakWorker worker = new SoakWorker(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]));
        try {
            for (long life = 0; true; life++) {
                worker.live(life);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void live(long life) throws Exception {
        try (Store store = MiniLsm.open(directory, OPTIONS)) {
            List<PlannedLane> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(recover(store, lane));
            }
            checkAll(store, lanes);
            System.out.println(CHECKED);
            long end = System.currentTimeMillis() + lifeMillis;
            Crew crew = new Crew(() -> System.currentTimeMillis() < end);
            for (PlannedLane lane : lanes) {
                crew.add(() -> write(store, lane, crew));
            }
            SplittableRandom random = new SplittableRandom(seed + life);
            crew.add(() -> read(store, random.split(), crew));
            crew.add(() -> maintain(store, random.split(), crew));
            crew.add(() -> report(lanes, crew));
            crew.finish();
        }
    }

    /** Brings the lane to the step that the store is at, which is none before the last acknowledged one. */
    private PlannedLane recover(Store store, int number) throws IOException {
        PlannedLane lane = new PlannedLane(seed, number);
        byte[] stored = store.get(lane.stepKey());
        int step = stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
        int least = acknowledged.getInt(number * Integer.BYTES);
        require(step >= least && step <= least + 1, "lane=" + number + ", acknowledged=" + least + ", stored=" + step);
        while (lane.step() < step) {
            lane.advance();
        }
        return lane;
    }

    private static void checkAll(Store store, List<PlannedLane> lanes) throws IOException {
        try (Cursor cursor = store.cursor(Range.all())) {
            for (PlannedLane lane : lanes) {
                for (int key = 0; key < PlannedLane.KEYS; key++) {
                    byte[] value = lane.value(key);
                    if (value != null) {
                        require(cursor.next() && Arrays.equals(lane.key(key), cursor.key()), "key lost or added", lane,
                                key);
                        require(Arrays.equals(value, cursor.value()), "another value", lane, key);
                    }
                }
                require(lane.step() == 0 || cursor.next() && Arrays.equals(lane.stepKey(), cursor.key()),
                        "key added", lane, PlannedLane.KEYS);
            }
            require(!cursor.next(), "keys behind the last");
        }
    }

    private void write(Store store, PlannedLane lane, Crew crew) throws IOException {
        SplittableRandom random = new SplittableRandom(seed ^ lane.step());
        while (crew.goesOn()) {
            lane.advance();
            WriteBatch batch = new WriteBatch();
            for (int key : lane.changed()) {
                if (lane.deletes()) {
                    batch.delete(lane.key(key));
                } else {
                    batch.put(lane.key(key), lane.value(key));
                }
            }
            batch.put(lane.stepKey(), ByteBuffer.allocate(Integer.BYTES).putInt(lane.step()).array());
            long start = System.nanoTime();
            store.write(batch, random.nextInt(ONE_SYNC_IN) == 0 ? Durability.SYNC : Durability.OS);
            timed(start);
            acknowledged.putInt(lane.number() * Integer.BYTES, lane.step());
            steps.incrementAndGet();
        }
    }

    /** Reads by key and by range, and holds a snapshot for a while, which must not change. */
    private void read(Store store, SplittableRandom random, Crew crew) throws IOException {
        while (crew.goesOn()) {
            try (Snapshot snapshot = store.snapshot()) {
                long before = sumOf(store, snapshot);
                for (int i = 0; i < 2_000 && crew.goesOn(); i++) {
                    PlannedLane lane = new PlannedLane(seed, random.nextInt(LANES));
                    long start = System.nanoTime();
                    store.get(lane.key(random.nextInt(PlannedLane.KEYS)));
                    timed(start);
                }
                long after = sumOf(store, snapshot);
                require(before == after, "snapshot changed: before=" + before + ", after=" + after);
            }
        }
    }

    private static long sumOf(Store store, Snapshot snapshot) throws IOException {
        long sum = 0;
        try (Cursor cursor = store.cursor(Range.all(), snapshot)) {
            while (cursor.next()) {
                sum = 31 * sum + Arrays.hashCode(cursor.key()) + 7L * Arrays.hashCode(cursor.value());
            }
        }
        return sum;
    }

    private static void maintain(Store store, SplittableRandom random, Crew crew) throws Exception {
        while (crew.goesOn()) {
            switch (random.nextInt(8)) {
                case 0 -> store.compact(Range.all());
                case 1 -> store.flush();
                default -> store.sync();
            }
            crew.rest(500 + random.nextInt(5_000));
        }
    }

    private void timed(long startNanos) {
        longestNanos.accumulateAndGet(System.nanoTime() - startNanos, Math::max);
    }

    private void report(List<PlannedLane> lanes, Crew crew) throws Exception {
        while (crew.goesOn()) {
            long live = lanes.stream().mapToLong(PlannedLane::liveBytes).sum();
            long longest = TimeUnit.NANOSECONDS.toMillis(longestNanos.getAndSet(0));
            long seconds = (System.currentTimeMillis() - startMillis) / 1000;
            System.out.println(Vitals.take(seconds, steps.get(), directory, live, longest).toLine());
            crew.rest(REPORT_MILLIS);
        }
    }

    private static void require(boolean holds, String what, PlannedLane lane, int key) {
        if (!holds) {
            String near = new String(lane.key(key), StandardCharsets.US_ASCII);
            throw new AssertionError(what + ": near key=" + near + ", step=" + lane.step());
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
