package io.minilsm.cli.torture;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lane has sent and what was acknowledged to it, in a file that outlives its process: each record is one system
 * call, so that a kill loses none. Thread-safe.
 */
final class AckLog implements Closeable {
    private static final byte SENT = 1;
    private static final byte ACKNOWLEDGED = 2;
    private static final byte ACKNOWLEDGED_IN_MEMORY = 3;
    private static final int RECORD_BYTES = 1 + Long.BYTES + Long.BYTES;

    private final FileOutputStream file;

    AckLog(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** To be called before the step is handed to the store. */
    void sent(long step) {
        write(SENT, step, 0);
    }

    /** To be called when the store has acknowledged the step. */
    void acknowledged(long step, WriterTask.Ack ack) {
        write(ack.survivesKill() ? ACKNOWLEDGED : ACKNOWLEDGED_IN_MEMORY, step, ack.sequence());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void write(byte type, long step, long sequence) {
        byte[] bytes = ByteBuffer.allocate(RECORD_BYTES)
                .put(type)
                .putLong(step)
                .putLong(sequence)
                .array();
        try {
            synchronized (this) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An acknowledged step.
     *
     * @param step its number
     * @param sequence its place in the store's order of writes; 0 if unknown
     */
    record Acknowledged(long step, long sequence) {}

    /**
     * What a log says.
     *
     * @param sent the largest step that was sent; 0 if none
     * @param floor the largest step that was acknowledged at a level that survives a kill; 0 if none
     * @param acknowledged the acknowledged steps in the order of their acknowledgement
     */
    record Read(long sent, long floor, List<Acknowledged> acknowledged) {}

    /** Returns about how many steps a log tells of, while it is being written. */
    static long steps(Path path) {
        return path.toFile().length() / (2 * RECORD_BYTES);
    }

    static Read read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new Read(0, 0, List.of());
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        long sent = 0;
        long floor = 0;
        List<Acknowledged> acknowledged = new ArrayList<>();
        while (bytes.remaining() >= RECORD_BYTES) {
            byte type = bytes.get();
            long step = bytes.getLong();
            long sequence = bytes.getLong();
            if (type == SENT) {
                sent = Math.max(sent, step);
            } else {
                acknowledged.add(new Acknowledged(step, sequence));
                floor = type == ACKNOWLEDGED ? Math.max(floor, step) : floor;
            }
        }
        return new Read(sent, floor, acknowledged);
    }
}
