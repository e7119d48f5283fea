package io.minilsm.internal.db;

import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;

/** Durability by the write-ahead log. Thread-safe. */
final class WalLog implements CommitLog {
    private final WalWriter wal;

    WalLog(WalWriter wal) {
        this.wal = wal;
    }

    @Override
    public int payloadChecksum(byte[] payload, int length) {
        return WalWriter.payloadChecksum(payload, 0, length);
    }

    @Override
    public void append(
            long firstSequence, int count, byte[] payload, int length, int payloadChecksum, boolean toOs)
            throws IOException {
        wal.append(firstSequence, count, payload, 0, length, payloadChecksum, toOs);
    }

    @Override
    public void flush() throws IOException {
        wal.flush();
    }

    @Override
    public long force() throws IOException {
        return wal.force();
    }
}
