package io.minilsm.it.disk;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a writer has sent and what was acknowledged to it, in a file that outlives it: each record is one system call,
 * so that a kill loses none. Thread-safe.
 */
final class AckLog implements Closeable {
    private static final byte SENT = 1;
    private static final byte ACKNOWLEDGED = 2;
    private static final byte DURABLE = 3;
    private static final int RECORD_BYTES = 1 + Long.BYTES + Long.BYTES;

    private final FileOutputStream file;

    AckLog(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** To be called before the step is handed to the store. */
    void sent(long step) {
        write(SENT, step, 0);
    }

    /** To be called when the store has acknowledged the step; {@code durable} if it and all before it are synced. */
    void acknowledged(long step, long sequence, boolean durable) {
        write(durable ? DURABLE : ACKNOWLEDGED, step, sequence);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void write(byte type, long step, long sequence) {
        ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES);
        bytes.put(type).putLong(step).putLong(sequence);
        try {
            synchronized (this) {
                file.write(bytes.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An acknowledged step.
     *
     * @param step its number
     * @param sequence its place in the store's order of writes
     * @param durable whether it is to survive a power cut
     */
    record Acknowledged(long step, long sequence, boolean durable) {}

    /**
     * What a log says.
     *
     * @param sent the largest step that was sent; 0 if none
     * @param acknowledged the acknowledged steps in the order of their acknowledgement
     */
    record Read(long sent, List<Acknowledged> acknowledged) {
        /** Returns the largest acknowledged step; 0 if none. */
        long lastAcknowledged() {
            return acknowledged.stream().mapToLong(Acknowledged::step).max().orElse(0);
        }

        /** Returns the largest step that was acknowledged as durable; 0 if none. */
        long lastDurable() {
            return acknowledged.stream()
                    .filter(Acknowledged::durable)
                    .mapToLong(Acknowledged::step)
                    .max()
                    .orElse(0);
        }
    }

    static Read read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new Read(0, List.of());
        }
        long sent = 0;
        List<Acknowledged> acknowledged = new ArrayList<>();
        try (DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            while (true) {
                byte type = input.readByte();
                long step = input.readLong();
                long sequence = input.readLong();
                if (type == SENT) {
                    sent = Math.max(sent, step);
                } else {
                    acknowledged.add(new Acknowledged(step, sequence, type == DURABLE));
                }
            }
        } catch (EOFException e) {
            return new Read(sent, acknowledged);
        }
    }
}
