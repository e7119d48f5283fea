package io.minilsm.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * The bytes of one file of a {@link CrashVfs}: as programs see them, as they were at the last force, and the writes in
 * between. All methods are called under the lock of the file system; stores through a mapping come without it.
 */
final class CrashContent {
    /** What a device writes whole or not at all. */
    static final int SECTOR_BYTES = 512;

    private final LongSupplier clock;

    /** The file as programs see it. */
    private byte[] bytes;

    private int size;

    private byte[] durable;
    private int durableSize;

    /** Whether the array is this file's alone. Copies of a disk share arrays until one of them writes. */
    private boolean bytesOwned;

    private boolean durableOwned;
    private final List<Write> unsynced = new ArrayList<>();

    /** Of a mapped file, the bytes as last looked at: what differs was stored through the mapping. Else null. */
    private byte[] known;

    /** A write that was not forced yet, stamped by the clock of the file system. */
    private record Write(long stamp, int offset, byte[] data) {
        int end() {
            return offset + data.length;
        }
    }

    /** Makes a file that holds the array, all of it durable; nobody may change the array from now on. */
    CrashContent(byte[] initial, LongSupplier clock) {
        this(initial, initial.length, clock);
    }

    private CrashContent(byte[] initial, int size, LongSupplier clock) {
        this.clock = clock;
        bytes = initial;
        durable = initial;
        this.size = size;
        durableSize = size;
    }

    /** Returns a file with the same bytes, of which the same are unsynced; mappings do not come along. */
    CrashContent twin(LongSupplier clockOfTwin) {
        captureMapped();
        durableOwned = false;
        CrashContent twin = new CrashContent(durable, durableSize, clockOfTwin);
        if (known == null) {
            bytesOwned = false;
            twin.bytes = bytes;
        } else {
            twin.bytes = Arrays.copyOf(bytes, size); // Who has mapped it writes to the array at any time.
        }
        twin.size = size;
        twin.unsynced.addAll(unsynced);
        return twin;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    int read(ByteBuffer target, long position) {
        int count = (int) Math.max(0, Math.min(target.remaining(), size - position));
        if (count > 0) {
            target.put(bytes, (int) position, count);
        }
        return count;
    }

    void write(ByteBuffer source, long position) {
        int offset = Math.toIntExact(position);
        byte[] data = new byte[source.remaining()];
        source.get(data);
        own(offset + data.length);
        System.arraycopy(data, 0, bytes, offset, data.length);
        if (known != null && offset < known.length) {
            System.arraycopy(data, 0, known, offset, Math.min(data.length, known.length - offset));
        }
        size = Math.max(size, offset + data.length);
        unsynced.add(new Write(clock.getAsLong(), offset, data));
    }

    ByteBuffer map(long length) {
        if (length > size) {
            throw new IllegalArgumentException("mapping beyond the end: actual=" + length + ", expected<=" + size);
        }
        own(size);
        if (known == null || known.length < length) {
            known = Arrays.copyOf(bytes, (int) length);
        }
        return ByteBuffer.wrap(bytes, 0, (int) length).slice();
    }

    void force() {
        captureMapped();
        for (Write write : unsynced) {
            if (!durableOwned) {
                durable = Arrays.copyOf(durable, Math.max(durableSize, size));
                durableOwned = true;
            }
            durable = grown(durable, write.end());
            System.arraycopy(write.data, 0, durable, write.offset, write.data.length);
            durableSize = Math.max(durableSize, write.end());
        }
        unsynced.clear();
    }

    /** A force that failed: the system takes the pages for clean, so what was not written never will be. */
    void forceFailed() {
        captureMapped();
        unsynced.clear();
    }

    /** Returns whether anything was written since the last force. */
    boolean hasUnsynced() {
        captureMapped();
        return !unsynced.isEmpty();
    }

    /**
     * Returns the file that a power cut leaves, all of it durable.
     *
     * @param clockOfLeft the clock of the disk that is left
     * @param cut in the prefix mode, the stamp of the write that was under way
     */
    CrashContent afterCrash(LongSupplier clockOfLeft, SplittableRandom random, CrashMode.Data mode, long cut) {
        captureMapped();
        if (unsynced.isEmpty() || mode == CrashMode.Data.STRICT) {
            durableOwned = false;
            return new CrashContent(durable, durableSize, clockOfLeft);
        }
        byte[] image = Arrays.copyOf(durable, durableSize);
        return new CrashContent(
                mode == CrashMode.Data.PREFIX
                        ? withPrefix(image, random, cut)
                        : withSectors(image, random, mode == CrashMode.Data.GARBAGE),
                clockOfLeft);
    }

    private byte[] withPrefix(byte[] durableImage, SplittableRandom random, long cut) {
        byte[] image = durableImage;
        for (Write write : unsynced) {
            if (write.stamp > cut) {
                break;
            }
            int kept = write.stamp == cut ? upTo(write.data.length, random) : write.data.length;
            if (write.offset + kept > image.length) {
                image = Arrays.copyOf(image, write.offset + kept);
            }
            System.arraycopy(write.data, 0, image, write.offset, kept);
        }
        return image;
    }

    /** Draws once whatever the length is: those of a few files depend on the process that runs the test. */
    private static int upTo(int length, SplittableRandom random) {
        return (int) (random.nextDouble() * (length + 1));
    }

    private byte[] withSectors(byte[] durableImage, SplittableRandom random, boolean garbage) {
        byte[] image = Arrays.copyOf(durableImage, size);
        int sectors = (size + SECTOR_BYTES - 1) / SECTOR_BYTES;
        int[] writesOf = new int[sectors];
        for (Write write : unsynced) {
            for (int s = write.offset / SECTOR_BYTES; s * SECTOR_BYTES < write.end(); s++) {
                writesOf[s]++;
            }
        }
        // Three kinds of power cut: nearly nothing, half, nearly everything had been written back.
        int keepPercent = new int[] {10, 50, 90}[random.nextInt(3)];
        int[] keptOf = new int[sectors];
        int end = durableImage.length;
        for (int s = 0; s < sectors; s++) {
            if (writesOf[s] > 0) {
                keptOf[s] = random.nextInt(100) < keepPercent ? writesOf[s] : random.nextInt(writesOf[s]);
                if (keptOf[s] > 0) {
                    end = Math.max(end, Math.min(size, (s + 1) * SECTOR_BYTES));
                } else if (garbage) {
                    scramble(image, s, durableImage.length, random);
                }
            }
        }
        for (Write write : unsynced) {
            for (int s = write.offset / SECTOR_BYTES; s * SECTOR_BYTES < write.end(); s++) {
                if (keptOf[s]-- > 0) {
                    int from = Math.max(write.offset, s * SECTOR_BYTES);
                    int to = Math.min(write.end(), (s + 1) * SECTOR_BYTES);
                    System.arraycopy(write.data, from - write.offset, image, from, to - from);
                }
            }
        }
        // The size is written after the bytes, or before them where lost sectors show old disk content.
        return garbage || random.nextBoolean() ? image : Arrays.copyOf(image, end);
    }

    private static void scramble(byte[] image, int sector, int durableEnd, SplittableRandom random) {
        int from = Math.max(durableEnd, sector * SECTOR_BYTES);
        int to = Math.min(image.length, (sector + 1) * SECTOR_BYTES);
        for (int i = from; i < to; i++) {
            image[i] = (byte) random.nextInt();
        }
    }

    private void captureMapped() {
        if (known == null) {
            return;
        }
        for (int from = 0; from < known.length; from += SECTOR_BYTES) {
            int to = Math.min(known.length, from + SECTOR_BYTES);
            if (!Arrays.equals(known, from, to, bytes, from, to)) {
                System.arraycopy(bytes, from, known, from, to - from);
                unsynced.add(new Write(clock.getAsLong(), from, Arrays.copyOfRange(known, from, to)));
            }
        }
    }

    /** Makes the array this file's own and large enough. */
    private void own(int needed) {
        if (!bytesOwned) {
            bytes = Arrays.copyOf(bytes, Math.max(size, needed));
            bytesOwned = true;
        }
        if (needed > bytes.length) {
            if (known != null) {
                throw new IllegalStateException("a mapped file must not grow: actual=" + needed);
            }
            bytes = grown(bytes, needed);
        }
    }

    private static byte[] grown(byte[] array, int needed) {
        if (needed <= array.length) {
            return array;
        }
        return Arrays.copyOf(array, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, array.length * 2L)));
    }
}
