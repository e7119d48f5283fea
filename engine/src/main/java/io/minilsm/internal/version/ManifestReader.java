package io.minilsm.internal.version;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.record.FrameReader;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the records of a manifest in order. For one thread at a time. Owns the file. Says nothing of whether a record
 * fits the ones before it: that is {@link StateReader}'s.
 */
public final class ManifestReader implements Closeable {
    private final VfsFile file;
    private final String fileName;
    private final long sizeBytes;
    private final FileHeader header;
    private FrameReader frames;

    private ManifestReader(VfsFile file, String fileName, long number) throws IOException {
        this.file = file;
        this.fileName = fileName;
        sizeBytes = file.size();
        byte[] bytes = new byte[FileHeader.BYTES];
        bytes = Arrays.copyOf(bytes, file.read(ByteBuffer.wrap(bytes), 0));
        header = FileHeader.decode(bytes, fileName, FileKind.MANIFEST, number);
        frames = new FrameReader(file, fileName, bytes, sizeBytes);
    }

    /**
     * Opens a manifest and reads its header.
     *
     * @throws CorruptionException if the file is missing or its header does not hold
     */
    public static ManifestReader open(Vfs vfs, Path dir, long number) throws IOException {
        String fileName = FileName.manifest(number);
        VfsFile file;
        try {
            file = vfs.openRead(dir.resolve(fileName));
        } catch (NoSuchFileException e) {
            throw new CorruptionException("manifest missing", fileName, CorruptionException.WHOLE_FILE, "", e);
        }
        try {
            return new ManifestReader(file, fileName, number);
        } catch (Throwable e) {
            Superblock.closeAfter(e, file);
            throw e;
        }
    }

    /** Lets the records end at this offset instead of the file's end. */
    public void limit(long offset) {
        frames = new FrameReader(file, fileName, frames.position(), frames.chain(), offset);
    }

    /** Returns the file's header. */
    public FileHeader header() {
        return header;
    }

    /** Returns the file's size when it was opened. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the offset behind the last record that was read. */
    public long position() {
        return frames.position();
    }

    /** Returns the chain hash behind the last record that was read. */
    public ChainHash chain() {
        return frames.chain();
    }

    /**
     * Reads the next record.
     *
     * @return null at the end
     * @throws CorruptionException if there is no whole record; behind the durable length that is a torn append
     */
    public ManifestRecord next() throws IOException {
        Frame frame = frames.next();
        if (frame == null) {
            return null;
        }
        try {
            return new ManifestRecord(frame, EditCodec.decode(frame.payload()));
        } catch (MalformedException e) {
            throw new CorruptionException(
                    "manifest record does not decode", fileName, frame.offset(), e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
