package io.minilsm.internal.wal;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the frames of a segment file through a window on the heap: never through a mapping, and never the file at once.
 * For one thread at a time.
 */
final class SegmentReader implements Closeable {
    private final VfsFile file;
    private final String fileName;
    private final FileHeader fileHeader;
    private final long sizeBytes;
    private final FrameHeader frame = new FrameHeader();
    private byte[] window = Bytes.EMPTY;
    private long windowStart;
    private int windowLength;

    private SegmentReader(VfsFile file, String fileName, FileHeader fileHeader, long sizeBytes) {
        this.file = file;
        this.fileName = fileName;
        this.fileHeader = fileHeader;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Opens the segment of that number.
     *
     * @throws CorruptionException if it does not begin with the header of that segment
     */
    static SegmentReader open(Vfs vfs, Path directory, long number) throws IOException {
        Path path = directory.resolve(FileName.wal(number));
        String fileName = FileName.wal(number);
        VfsFile file = vfs.openRead(path);
        try {
            byte[] bytes = new byte[FileHeader.BYTES];
            int count = file.read(ByteBuffer.wrap(bytes), 0);
            FileHeader header = FileHeader.decode(Arrays.copyOf(bytes, count), fileName, FileKind.WAL, number);
            return new SegmentReader(file, fileName, header, file.size());
        } catch (IOException | RuntimeException | Error e) {
            try {
                file.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Opens the segment of which the manifest says what its header should, without looking at the header: frames of
     * another store or another use of the file do not hold under its nonce.
     */
    static SegmentReader openPastHeader(Vfs vfs, Path directory, FileHeader expected) throws IOException {
        String fileName = FileName.wal(expected.number());
        VfsFile file = vfs.openRead(directory.resolve(fileName));
        boolean opened = false;
        try {
            SegmentReader reader = new SegmentReader(file, fileName, expected, file.size());
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    FileHeader fileHeader() {
        return fileHeader;
    }

    String fileName() {
        return fileName;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the header that {@link #find} found or {@link #read} read. */
    FrameHeader frame() {
        return frame;
    }

    /** Returns the array that holds the payload of the frame last read; valid until the next read. */
    byte[] array() {
        return window;
    }

    /** Returns where in the array the payload begins. */
    int payloadOffset() {
        return (int) (frame.offset - windowStart) + FrameHeader.BYTES;
    }

    /**
     * Reads the frame at the offset, which must end before the limit. Returns whether it holds; a header that holds,
     * and so its length and mark, is to be believed before a payload that does not: {@link #find} tells of such.
     */
    boolean read(long offset, long limit) throws IOException {
        if (!load(offset, FrameHeader.BYTES)
                || !frame.decode(window, (int) (offset - windowStart), fileHeader.nonce(), offset, limit)) {
            return false;
        }
        long length = frame.end() - offset;
        if (length > Integer.MAX_VALUE - 8 || !load(offset, (int) length)) {
            return false;
        }
        int at = payloadOffset();
        if (frame.payloadChecksum != WalFormat.payloadChecksum(window, at, frame.payloadLength)) {
            return false;
        }
        for (int padding = at + frame.payloadLength; padding < frame.end() - windowStart; padding++) {
            if (window[padding] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the first frame's link; null if no frame that holds is there. */
    Link readLink() throws IOException {
        if (!read(WalFormat.FIRST_FRAME_OFFSET, sizeBytes) || frame.type != FrameType.LINK) {
            return null;
        }
        return Link.decode(window, payloadOffset());
    }

    /**
     * Returns the offset of the next frame at or behind the offset whose header holds; -1 if there is none.
     * {@link #read} tells whether its payload does.
     */
    long find(long from) throws IOException {
        for (long at = from; load(at, FrameHeader.BYTES); at += WalFormat.ALIGNMENT) {
            if (frame.decode(window, (int) (at - windowStart), fileHeader.nonce(), at, sizeBytes)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns whether all bytes between the file's header and the first frame are zeros, as they were written. */
    boolean isPaddingClean() throws IOException {
        int length = WalFormat.FIRST_FRAME_OFFSET - FileHeader.BYTES;
        if (!load(FileHeader.BYTES, length)) {
            return false;
        }
        int at = (int) (FileHeader.BYTES - windowStart);
        for (int i = 0; i < length; i++) {
            if (window[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Forgets what was read ahead, so that what was written since is seen. */
    void refresh() {
        windowLength = 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Brings the bytes into the window; returns false if the file ends before them. */
    private boolean load(long offset, int length) throws IOException {
        if (offset >= windowStart && offset + length <= windowStart + windowLength) {
            return true;
        }
        if (offset + length > sizeBytes) {
            return false;
        }
        // Callers have checked a header before they ask for more than that, so this length is to be believed.
        int wanted = (int) Math.max(length, Math.min(WalFormat.CHUNK_BYTES, sizeBytes - offset));
        if (window.length < wanted) {
            window = new byte[wanted];
        }
        windowLength = 0;
        windowStart = offset;
        windowLength = file.read(ByteBuffer.wrap(window, 0, wanted), offset);
        return windowLength >= length;
    }
}
