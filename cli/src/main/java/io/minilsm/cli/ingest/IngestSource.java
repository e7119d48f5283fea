package io.minilsm.cli.ingest;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Where records come from: a file or standard input, unpacked if it is gzip-packed. For one thread. */
public final class IngestSource implements Closeable {
    private static final int GZIP_MAGIC_0 = 0x1F;
    private static final int GZIP_MAGIC_1 = 0x8B;
    private static final int BUFFER_BYTES = 64 << 10;

    private final String name;
    private final long totalBytes;
    private final Counter counter;
    private final InputStream stream;

    private IngestSource(String name, long totalBytes, InputStream in) throws IOException {
        this.name = name;
        this.totalBytes = totalBytes;
        counter = new Counter(in);
        stream = unpacked(counter);
    }

    /** Opens the file of that path, or the given standard input for {@code -}. */
    public static IngestSource open(String file, InputStream standardInput) throws IOException {
        if (file.equals("-")) {
            return new IngestSource(null, -1, new Unclosed(standardInput));
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException("not a file: path=" + path + ", actual=a directory");
        }
        InputStream in = Files.newInputStream(path);
        try {
            return new IngestSource(path.toRealPath().toString(), Files.size(path), in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Returns the real path of the file; null for standard input. */
    public String name() {
        return name;
    }

    /** Returns the unpacked bytes. */
    public InputStream stream() {
        return stream;
    }

    /** Returns the size as stored; -1 if it is not known. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Returns how much of {@link #totalBytes()} was read. */
    public long consumedBytes() {
        return counter.count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        boolean packed = buffered.read() == GZIP_MAGIC_0 && buffered.read() == GZIP_MAGIC_1;
        buffered.reset();
        return packed ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
    }

    /** Counts what was read. */
    private static final class Counter extends FilterInputStream {
        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** Standard input, which is not ours to close. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The caller's.
        }
    }
}
