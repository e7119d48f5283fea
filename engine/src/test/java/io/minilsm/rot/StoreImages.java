package io.minilsm.rot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.rot.History.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Makes the stores to be damaged: tables on several levels, several log segments of which one is oversize, key spaces,
 * deletes, recycled segments. For one thread.
 */
final class StoreImages {
    private static final String BOOT = "boot-1";
    private static final String NEXT_BOOT = "boot-2";
    private static final List<String> SPACES = List.of("", "", "alpha", "beta");
    private static final Shape LARGE = new Shape(300, 1, 2000, 40, 100_000);
    private static final Shape SMALL = new Shape(16, 10, 40, 4, 0);

    private final long seed;

    private Map<String, List<byte[]>> older = new HashMap<>();
    private SplittableRandom random;
    private Shape shape;
    private History history;

    StoreImages(long seed) {
        this.seed = seed;
    }

    /**
     * How much is in a store.
     *
     * @param keys different keys
     * @param divisor of the numbers of batches
     * @param longestValue of one value in eight; the others are short
     * @param loaded entries of a bulk load
     * @param oversizeBytes length of a value that needs a segment of its own; 0 for none
     */
    private record Shape(int keys, int divisor, int longestValue, int loaded, int oversizeBytes) {}

    /** A store in the middle of its life. */
    private record Moment(Map<String, byte[]> files, History history, Map<String, List<byte[]>> older) {}

    /** How the life of the store ends. */
    private enum End {
        CLOSED,
        KILLED,
        POWER_CUT,
        /** Killed where a segment is full, the next one is known, and its first frame is about to be written. */
        ROTATING
    }

    /** Returns the stores of a size that is damaged by sample; the directory is for those that live on a disk first. */
    List<StoreImage> large(Path scratch) throws IOException {
        shape = LARGE;
        Options lz4 = options(Compression.LZ4);
        Options plain = options(Compression.NONE).withBlockSizeBytes(512).withBloomBitsPerKey(0);
        List<StoreImage> images = new ArrayList<>();
        images.add(make("closed-lz4", lz4, End.CLOSED, 1, BOOT));
        images.add(make("closed-plain", plain, End.CLOSED, 2, NEXT_BOOT));
        images.add(make("killed-lz4", lz4, End.KILLED, 1, BOOT));
        images.add(make("killed-plain-rebooted", plain, End.KILLED, 1, NEXT_BOOT));
        images.add(make("killed-after-recovery", lz4, End.KILLED, 3, BOOT));
        images.add(make("killed-in-rotation", lz4, End.ROTATING, 1, BOOT));
        images.add(make("power-cut", lz4, End.POWER_CUT, 2, NEXT_BOOT));
        images.add(make("closed-no-wal", lz4.withEnableWal(false), End.CLOSED, 1, BOOT));
        images.add(make("killed-no-wal", plain.withEnableWal(false), End.KILLED, 2, BOOT));
        images.add(onDisk("closed-on-disk", plain, scratch, End.CLOSED));
        images.add(onDisk("killed-on-disk", lz4, scratch, End.KILLED));
        return images;
    }

    /** Returns stores that are small enough for each bit of them to be damaged. */
    List<StoreImage> small() throws IOException {
        shape = SMALL;
        Options options = options(Compression.NONE).withBlockSizeBytes(512);
        return List.of(
                make("small-closed", options, End.CLOSED, 1, BOOT),
                make("small-killed", options.withCompression(Compression.LZ4), End.KILLED, 1, BOOT));
    }

    private static Options options(Compression compression) {
        return Options.defaults()
                .withMemoryBudgetBytes(8 << 20)
                .withMemtableBytes(512 << 10)
                .withTableFileBytes(64 << 10)
                .withWalSegmentBytes(64 << 10)
                .withBlockSizeBytes(1024)
                .withCompression(compression)
                .withCompactionStyle(CompactionStyle.NONE)
                .withDurability(Durability.SYNC);
    }

    private StoreImage make(String name, Options options, End end, int lives, String bootId) throws IOException {
        older = new HashMap<>();
        Map<String, byte[]> twin = live(name, options, end, lives, seed + 1);
        older = new HashMap<>();
        Map<String, byte[]> files = live(name, options, end, lives, seed);
        return new StoreImage(name, files, options, bootId, history, end != End.CLOSED, older, twin);
    }

    /** The same history for each seed of the nonces and ids. */
    private Map<String, byte[]> live(String name, Options options, End end, int lives, long nonces)
            throws IOException {
        random = new SplittableRandom(seed + name.hashCode());
        history = new History();
        Path directory = Path.of("/rot-making/" + name);
        Map<String, byte[]> files = Map.of();
        for (int life = 1; life <= lives; life++) {
            ImageVfs vfs = new ImageVfs(directory, files, true);
            Store store = LsmStore.open(StoreImage.environment(vfs, BOOT, nonces + 2L * life), directory, options);
            AtomicReference<Moment> rotation = new AtomicReference<>();
            vfs.beforeWrite((file, position) -> {
                if (FileName.walNumber(file).isPresent() && position == Pieces.WAL_FIRST_FRAME) {
                    rotation.set(moment(vfs));
                }
            });
            // Without a log a synced write would make a table of its own.
            Durability durability = options.enableWal() ? Durability.SYNC : Durability.OS;
            fill(store, durability, life, life == lives, () -> keep(vfs.image()));
            files = end == End.POWER_CUT ? vfs.forcedImage() : vfs.image();
            store.close();
            if (end == End.CLOSED) {
                files = vfs.image();
            } else if (end == End.ROTATING) {
                files = rotation.get().files();
                history = rotation.get().history();
                older = rotation.get().older();
            }
        }
        return files;
    }

    private Moment moment(ImageVfs vfs) {
        Map<String, List<byte[]>> copies = new HashMap<>();
        older.forEach((name, versions) -> copies.put(name, new ArrayList<>(versions)));
        return new Moment(vfs.image(), history.copy(), copies);
    }

    /** A store over mapped segments, copied while it is open or after. */
    private StoreImage onDisk(String name, Options options, Path scratch, End end) throws IOException {
        random = new SplittableRandom(seed);
        history = new History();
        older = new HashMap<>();
        Path directory = scratch.resolve(name);
        Map<String, byte[]> files;
        try (Store store = LsmStore.open(
                StoreImage.environment(new DiskVfs(), BOOT, seed), directory, options.withDurability(Durability.OS))) {
            fill(store, Durability.OS, 1, true, () -> {});
            store.sync();
            files = read(directory);
        }
        if (end == End.CLOSED) {
            files = read(directory);
        }
        return new StoreImage(name, files, options, BOOT, history, end != End.CLOSED, older, Map.of());
    }

    private static Map<String, byte[]> read(Path directory) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private void keep(Map<String, byte[]> now) {
        now.forEach((name, bytes) -> {
            List<byte[]> copies = older.computeIfAbsent(name, absent -> new ArrayList<>());
            if (copies.isEmpty() || !Arrays.equals(copies.get(copies.size() - 1), bytes)) {
                copies.add(bytes);
            }
        });
    }

    private void fill(Store store, Durability durability, int life, boolean last, Runnable keep) throws IOException {
        write(store, 120, durability);
        keep.run();
        store.flush();
        if (life == 1) {
            store.compact(Range.all());
        }
        bulkLoad(store, life);
        write(store, 60, durability);
        keep.run();
        store.flush();
        write(store, 40, durability);
        store.flush();
        write(store, 30, durability);
        keep.run();
        if (last && shape.oversizeBytes() > 0) {
            history.write(store, List.of(new Step("", key(1), value(shape.oversizeBytes()))), durability);
        }
        for (int i = 0; i < 4; i++) {
            write(store, 25, durability);
            keep.run();
        }
        store.sync();
    }

    private void write(Store store, int batches, Durability durability) throws IOException {
        for (int i = 0; i < batches / shape.divisor(); i++) {
            List<Step> steps = new ArrayList<>();
            int count = random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 1;
            for (int j = 0; j < count; j++) {
                String space = SPACES.get(random.nextInt(SPACES.size()));
                int longest = random.nextInt(8) == 0 ? shape.longestValue() : Math.min(90, shape.longestValue());
                byte[] value = random.nextInt(6) == 0 ? null : value(random.nextInt(longest));
                steps.add(new Step(space, key(random.nextInt(shape.keys())), value));
            }
            history.write(store, steps, durability);
        }
    }

    private void bulkLoad(Store store, int life) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
        for (int i = 0; i < shape.loaded(); i++) {
            byte[] key = ("load" + life + "-" + (100 + i)).getBytes(US_ASCII);
            byte[] value = value(50);
            entries.add(Map.entry(key, value));
            steps.add(new Step("", key, value));
        }
        store.bulkLoad(entries.iterator());
        history.note(store.visibleSequence(), steps);
    }

    private static byte[] key(int i) {
        return String.format("key%04d", i).getBytes(US_ASCII);
    }

    private byte[] value(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) ('a' + random.nextInt(i % 8 == 0 ? 26 : 4));
        }
        return value;
    }
}
