package io.minilsm.cli.ingest;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

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
        stream = unpacked(name, counter);
    }

    /** Opens the file of that path, or the given standard input for {@code -}. */
    public static IngestSource open(String file, InputStream standardInput) throws IOException {
        if (file.equals("-")) {
            return new IngestSource(null, -1, new Unclosed(standardInput));
        }
        Path path = Path.of(file);
        requireFile(path);
        InputStream in = Files.newInputStream(path);
        try {
            return new IngestSource(path.toRealPath().toString(), Files.size(path), in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Throws if the path is that of a directory, which reading would say without its name. */
    public static void requireFile(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("not a file: path=" + path + ", actual=a directory");
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

    private static InputStream unpacked(String name, Counter in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        boolean packed = buffered.read() == GZIP_MAGIC_0 && buffered.read() == GZIP_MAGIC_1;
        buffered.reset();
        return packed ? new Unpacked(name == null ? "standard input" : name, in, buffered) : buffered;
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

    /** The content of a gzip-packed source; says which it is when it is damaged or ends in its middle. */
    private static final class Unpacked extends InputStream {
        private final String name;
        private final Counter packed;
        private final InputStream content;

        Unpacked(String name, Counter packed, InputStream in) throws IOException {
            this.name = name;
            this.packed = packed;
            try {
                content = new GZIPInputStream(in, BUFFER_BYTES);
            } catch (ZipException | EOFException e) {
                throw damaged(e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return content.read(target, offset, length);
            } catch (ZipException | EOFException e) {
                throw damaged(e);
            }
        }

        @Override
        public int available() throws IOException {
            return content.available();
        }

        @Override
        public void close() throws IOException {
            content.close();
        }

        private IOException damaged(IOException e) {
            return new IOException(
                    "gzip-packed source is damaged or cut short: source=" + name + ", within its first " + packed.count
                            + " bytes: " + e.getMessage(),
                    e);
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
