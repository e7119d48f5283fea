package io.minilsm.internal.version;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * The superblock, {@code CURRENT}: a page with the file's header and a page for each of two slots. For one thread at a
 * time. Owns the file. After a failure it must not be used further.
 *
 * <p>What it says changes in two steps: one slot is written and forced, then the other one. A crash can tear only the
 * slot that is being written, while the other one holds what was durable before or what is about to be. Once
 * {@link #write} returned, both slots say the same: damage to either of them loses nothing and hides nothing.
 */
public final class Superblock implements Closeable {
    /** The unit that devices and page caches write. On disk: never change. */
    private static final int PAGE_BYTES = 4096;

    private static final int FILE_BYTES = 3 * PAGE_BYTES;

    private final VfsFile file;
    private final UUID storeId;
    private long generation;

    private Superblock(VfsFile file, UUID storeId, long generation) {
        this.file = file;
        this.storeId = storeId;
        this.generation = generation;
    }

    /** Makes the file with zeros in the slots; nothing is durable until {@link #write} and a sync of the directory. */
    static Superblock create(Vfs vfs, Path dir, UUID storeId) throws IOException {
        VfsFile file = vfs.create(dir.resolve(FileName.CURRENT));
        try {
            byte[] bytes = new byte[FILE_BYTES];
            byte[] header = new FileHeader(FileKind.SUPERBLOCK, 0, storeId, 0).encode();
            System.arraycopy(header, 0, bytes, 0, header.length);
            file.write(ByteBuffer.wrap(bytes), 0);
            return new Superblock(file, storeId, 0);
        } catch (Throwable e) {
            closeAfter(e, file);
            throw e;
        }
    }

    /**
     * Opens the file to write behind the content that was read from it, and makes that content durable first: a process
     * that was killed may have left the newest slot in the page cache only, as may a force that failed. Were the next
     * slot written then, a power cut could keep that one and lose the one before, and the two would not follow each
     * other.
     */
    static Superblock open(Vfs vfs, Path dir, SuperblockContent content) throws IOException {
        VfsFile file = vfs.openReadWrite(dir.resolve(FileName.CURRENT));
        try {
            if (!content.hasDamagedSlot()) { // If so, the newest slot is the only one, and is not touched.
                SuperblockSlot newest = content.newest();
                file.write(ByteBuffer.wrap(Arrays.copyOf(newest.encode(), PAGE_BYTES)), newest.offset());
            }
            file.force();
            return new Superblock(file, content.storeId(), content.newest().generation());
        } catch (Throwable e) {
            closeAfter(e, file);
            throw e;
        }
    }

    /**
     * Reads the superblock of the store in the directory. Writes nothing.
     *
     * @throws CorruptionException if neither slot holds, the slots contradict each other, or other files of a store are
     *     there without it
     * @throws NotAStoreException if no file of a store is there
     */
    public static SuperblockContent read(Vfs vfs, Path dir) throws IOException {
        byte[] bytes;
        try (VfsFile file = vfs.openRead(dir.resolve(FileName.CURRENT))) {
            bytes = readFile(file);
        } catch (NoSuchFileException e) {
            throw missing(vfs, dir, e);
        }
        byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, FileHeader.BYTES));
        FileHeader header = FileHeader.decode(start, FileName.CURRENT, FileKind.SUPERBLOCK, 0);
        if (bytes.length < FILE_BYTES) {
            throw new CorruptionException(
                    "superblock cut short",
                    FileName.CURRENT,
                    bytes.length,
                    "actual=" + bytes.length + " bytes, expected=" + FILE_BYTES);
        }
        if (!SuperblockSlot.isZero(Arrays.copyOf(bytes, PAGE_BYTES), FileHeader.BYTES)) {
            throw new CorruptionException(
                    "superblock header page is not zero", FileName.CURRENT, FileHeader.BYTES, "expected=zeros");
        }
        SuperblockContent content = new SuperblockContent(header.storeId(), slot(bytes, 0), slot(bytes, 1));
        content.check();
        return content;
    }

    /** Makes both slots say this, durably, one after the other. */
    void write(long manifestNumber, long durableLength, ChainHash chain, Reservation reservation) throws IOException {
        for (int i = 0; i < 2; i++) {
            SuperblockSlot slot = new SuperblockSlot(
                    generation + 1, manifestNumber, durableLength, chain, reservation, storeId);
            byte[] page = Arrays.copyOf(slot.encode(), PAGE_BYTES);
            file.write(ByteBuffer.wrap(page), slot.offset());
            file.force();
            generation = slot.generation();
        }
    }

    /** Closes the file and forces nothing. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Returns where in the file the slot of that index begins. */
    public static long slotOffset(int index) {
        return (long) PAGE_BYTES * (1 + index);
    }

    static void closeAfter(Throwable failure, Closeable file) {
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static byte[] readFile(VfsFile file) throws IOException {
        long size = file.size();
        if (size > FILE_BYTES) {
            throw new CorruptionException(
                    "superblock too long", FileName.CURRENT, FILE_BYTES, "actual=" + size + ", expected=" + FILE_BYTES);
        }
        byte[] bytes = new byte[(int) size];
        int count = file.read(ByteBuffer.wrap(bytes), 0);
        return Arrays.copyOf(bytes, count);
    }

    private static SuperblockSlot slot(byte[] bytes, int index) {
        int from = (int) slotOffset(index);
        return SuperblockSlot.decode(Arrays.copyOfRange(bytes, from, from + PAGE_BYTES), index);
    }

    private static IOException missing(Vfs vfs, Path dir, NoSuchFileException cause) throws IOException {
        for (String name : vfs.list(dir)) {
            boolean ofStore = FileName.manifestNumber(name).isPresent()
                    || FileName.walNumber(name).isPresent()
                    || FileName.tableNumber(name).isPresent();
            if (ofStore) {
                return new CorruptionException(
                        "superblock missing beside other files of a store",
                        FileName.CURRENT,
                        CorruptionException.WHOLE_FILE,
                        "found=" + name,
                        cause);
            }
        }
        return new NotAStoreException(
                "no store here: directory=" + dir + ", actual=no file " + FileName.CURRENT + ", expected=a store",
                cause);
    }
}
