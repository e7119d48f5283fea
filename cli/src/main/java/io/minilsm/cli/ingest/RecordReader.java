package io.minilsm.cli.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Cuts a stream into records at line ends and knows how many bytes it has consumed, with their checksum. A carriage
 * return before the line end belongs to the line end. For one thread; the stream stays the caller's.
 */
public final class RecordReader {
    /** A longer line is no message file; bounds the memory for a file without line ends. */
    private static final int MAX_RECORD_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final boolean quoted;
    private final int maxRecordBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private final CRC32C checksum = new CRC32C();
    private int at;
    private int end;
    private long offset;
    private long number;
    private boolean terminated = true;

    /**
     * Makes a reader from the start of a stream.
     *
     * @param quoted whether a line end between double quotes belongs to the record, as in CSV
     */
    public RecordReader(InputStream in, boolean quoted) {
        this(in, quoted, MAX_RECORD_BYTES);
    }

    RecordReader(InputStream in, boolean quoted, int maxRecordBytes) {
        this.in = in;
        this.quoted = quoted;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Returns the next record without its line end; null at the end of the stream. */
    public byte[] next() throws IOException {
        record.reset();
        boolean inQuotes = false;
        terminated = false;
        while (at < end || refill()) {
            int start = at;
            while (at < end && !terminated) {
                byte b = buffer[at++];
                inQuotes ^= quoted && b == '"';
                terminated = b == '\n' && !inQuotes;
            }
            checksum.update(buffer, start, at - start);
            offset += at - start;
            record.write(buffer, start, at - start - (terminated ? 1 : 0));
            if (record.size() > maxRecordBytes) {
                throw new BadRecordException("record too long: record=" + (number + 1) + ", actual=more than "
                        + maxRecordBytes + " bytes" + (inQuotes ? " (a double quote is not closed)" : ""));
            }
            if (terminated) {
                return take();
            }
        }
        return record.size() == 0 ? null : take();
    }

    /** Returns the bytes consumed so far, up to behind the line end of the last record. */
    public long offset() {
        return offset;
    }

    /** Returns the number of the last record, from 1. */
    public long number() {
        return number;
    }

    /** Returns the CRC32C of the bytes consumed so far. */
    public long checksum() {
        return checksum.getValue();
    }

    /** Returns whether the last record had a line end; without one it may still be growing. */
    public boolean isTerminated() {
        return terminated;
    }

    /** Returns whether the next record may be long in coming, as far as the stream can tell. */
    public boolean mayWait() throws IOException {
        return at == end && in.available() == 0;
    }

    private byte[] take() {
        number++;
        byte[] bytes = record.toByteArray();
        int length = bytes.length;
        return length > 0 && bytes[length - 1] == '\r' ? Arrays.copyOf(bytes, length - 1) : bytes;
    }

    private boolean refill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
