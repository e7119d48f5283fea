package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Makes segments that are ready for frames: filled with zeros or recycled, headed, forced, their name synced, and
 * registered. Thread-safe; makes one at a time.
 */
final class SegmentMaker {
    /** Files kept for another use: one for the next segment and one more while that is in use. */
    private static final int POOL_LIMIT = 2;

    /** Draws of a nonce before giving up: two in a row that will not do are a one in 4 billion chance. */
    private static final int NONCE_ATTEMPTS = 16;

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final SegmentRegistry registry;
    private final LongSupplier nonceSource;

    // Guarded by this.
    private final List<Segment> pool = new ArrayList<>();

    SegmentMaker(Vfs vfs, Path directory, UUID storeId, SegmentRegistry registry, LongSupplier nonceSource) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.registry = registry;
        this.nonceSource = nonceSource;
    }

    /**
     * Makes a segment of at least that size.
     *
     * @throws DiskFullException if there is no space; nothing is left behind then
     */
    synchronized Segment make(long sizeBytes, boolean mapped) throws IOException {
        // First of all: it refuses, should the directory of this name be another store by now.
        long number = registry.newFileNumber();
        Segment used = takeFromPool(sizeBytes);
        Segment made = used == null ? create(number, sizeBytes, mapped) : recycle(used, number, mapped);
        try {
            registry.register(made.use());
        } catch (DiskFullException e) {
            abandon(made.output().file(), path(number), e);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // The manifest may name the segment when it is read again: then the file must be there.
            closeAfter(made.output().file(), e);
            throw e;
        }
        return made;
    }

    /** Takes a segment that no manifest names any more: keeps its file for another use, or deletes it. */
    synchronized void retire(Segment segment, boolean reusable) throws IOException {
        segment.output().close();
        if (reusable && pool.size() < POOL_LIMIT) {
            pool.add(segment);
        } else {
            vfs.delete(path(segment.number()));
        }
    }

    /** Deletes the file of a segment that another life of the store made; does nothing if there is none. */
    void delete(long number) throws IOException {
        try {
            vfs.delete(path(number));
        } catch (NoSuchFileException e) {
            // Opening sweeps away what the manifest does not name, at the same time perhaps.
        }
    }

    /** Deletes the files kept for another use. */
    synchronized void close() throws IOException {
        IOException failure = null;
        for (Segment segment : pool) {
            try {
                vfs.delete(path(segment.number()));
            } catch (IOException e) {
                failure = Failures.first(failure, e);
            }
        }
        pool.clear();
        Failures.throwIfAny(failure);
    }

    private Segment takeFromPool(long sizeBytes) throws IOException {
        for (Iterator<Segment> at = pool.iterator(); at.hasNext(); ) {
            Segment segment = at.next();
            at.remove();
            if (segment.use().sizeBytes() >= sizeBytes) {
                return segment;
            }
            // Segments only grow, so a smaller one will not do later either.
            vfs.delete(path(segment.number()));
        }
        return null;
    }

    private Segment create(long number, long sizeBytes, boolean mapped) throws IOException {
        Path path = path(number);
        WalSegment use = new WalSegment(number, nonceSource.getAsLong(), sizeBytes);
        VfsFile file = null;
        try {
            file = vfs.create(path);
            byte[] zeros = new byte[(int) Math.min(sizeBytes, WalFormat.CHUNK_BYTES)];
            for (long at = 0; at < sizeBytes; at += zeros.length) {
                file.write(ByteBuffer.wrap(zeros, 0, (int) Math.min(zeros.length, sizeBytes - at)), at);
            }
            return complete(use, file, null, mapped, new long[] {use.nonce()});
        } catch (IOException | RuntimeException | Error e) {
            abandon(file, path, e);
            throw Failures.asDiskFull(
                    e, "no space for a log segment: file=" + path.getFileName() + ", size=" + sizeBytes);
        }
    }

    private Segment recycle(Segment used, long number, boolean mapped) throws IOException {
        Path path = path(number);
        VfsFile file = null;
        try {
            vfs.rename(path(used.number()), path);
            file = vfs.openReadWrite(path);
            long[] nonces = Arrays.copyOf(used.nonces(), used.nonces().length + 1);
            WalSegment use = new WalSegment(number, nonceUnlike(used.nonces()), used.use().sizeBytes());
            nonces[nonces.length - 1] = use.nonce();
            return complete(use, file, used.output().mapping(), mapped, nonces);
        } catch (IOException | RuntimeException | Error e) {
            abandon(file, path, e);
            throw Failures.asDiskFull(e, "no space for a log segment: file=" + path.getFileName());
        }
    }

    private Segment complete(WalSegment use, VfsFile file, ByteBuffer mapping, boolean mapped, long[] nonces)
            throws IOException {
        byte[] header = new FileHeader(FileKind.WAL, use.number(), storeId, use.nonce()).encode();
        file.write(ByteBuffer.wrap(header), 0);
        file.force();
        vfs.syncDirectory(directory);
        SegmentOutput output = new ChannelOutput(file);
        if (mapped) {
            MappedOutput direct = new MappedOutput(file, mapping == null ? file.map(use.sizeBytes()) : mapping);
            direct.touch();
            output = direct;
        }
        return new Segment(use, output, nonces);
    }

    /**
     * Draws a nonce under which no frame of an earlier use of the file can hold. A CRC is linear: two seeds that leave
     * different states give different checksums for any equal header, so it is enough that the seeds' own checksums
     * differ. That makes "never" of a one in 4 billion chance for each use.
     */
    private long nonceUnlike(long[] earlier) throws IOException {
        for (int attempt = 0; attempt < NONCE_ATTEMPTS; attempt++) {
            long nonce = nonceSource.getAsLong();
            int state = Checksum.of(nonce, Bytes.EMPTY, 0, 0);
            if (Arrays.stream(earlier).allMatch(other -> Checksum.of(other, Bytes.EMPTY, 0, 0) != state)) {
                return nonce;
            }
        }
        throw new IOException("source of nonces repeats itself: attempts=" + NONCE_ATTEMPTS);
    }

    private static void closeAfter(VfsFile file, Throwable cause) {
        try {
            file.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Removes a file that could not be completed; one that could not even be opened is not ours to remove. */
    private void abandon(VfsFile file, Path path, Throwable cause) {
        if (file == null) {
            return;
        }
        try {
            file.close();
            vfs.delete(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private Path path(long number) {
        return directory.resolve(FileName.wal(number));
    }
}
