package io.minilsm.internal.db;

import java.io.IOException;

/** Where the commit pipeline makes writes durable: the write-ahead log, or nothing but flushes. Thread-safe. */
interface CommitLog {
    /** Returns the checksum that {@link #append} wants; computed outside any lock. */
    int payloadChecksum(byte[] payload, int length);

    /** Appends a batch; the caller holds the commit lock. {@code toOs} asks that the system has it on return. */
    void append(long firstSequence, int count, byte[] payload, int length, int payloadChecksum, boolean toOs)
            throws IOException;

    /** Hands what is buffered to the operating system. */
    void flush() throws IOException;

    /** Makes everything appended so far durable; returns up to which sequence. */
    long force() throws IOException;
}
