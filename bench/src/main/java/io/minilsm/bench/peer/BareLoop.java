package io.minilsm.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** What the device gives to one thread: write + force at rising positions of a file that was written before. */
final class BareLoop implements Peer {
    private static final int FILE_BYTES = 16 << 20;

    /** Length and checksum, as a log would add. */
    private static final int FRAME_BYTES = 16;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
    private long position;

    BareLoop(PeerSettings settings) throws IOException {
        channel = FileChannel.open(
                settings.directory().resolve("bare.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
    }

    @Override
    public synchronized void put(byte[] key, byte[] value) throws IOException {
        buffer.clear().putLong(position).putLong(value.length).put(key).put(value).flip();
        if (position + buffer.remaining() > FILE_BYTES) {
            position = 0;
        }
        int length = FRAME_BYTES + key.length + value.length;
        channel.write(buffer, position);
        channel.force(false);
        position += length;
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        throw new UnsupportedOperationException("the bare loop has no batches");
    }

    @Override
    public void delete(byte[] key) {
        throw new UnsupportedOperationException("the bare loop has no deletes");
    }

    @Override
    public PeerReader reader() {
        throw new UnsupportedOperationException("the bare loop cannot be read");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
