package io.minilsm.internal.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final byte[] HEADER = new byte[64];

    private final MemoryVfs vfs = new MemoryVfs();
    private VfsFile file;

    @BeforeEach
    void makeFile() throws IOException {
        Path dir = Path.of("/frames").toAbsolutePath();
        vfs.createDirectories(dir);
        file = vfs.create(dir.resolve("frames"));
    }

    @Test
    void framesOfAnySizeAreReadAsWritten() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        FrameWriter writer = new FrameWriter(file, HEADER);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] payload = new byte[i == 50 ? 0 : random.nextInt(1 << random.nextInt(16))];
            random.nextBytes(payload);
            payloads.add(payload);
            writer.append(payload);
        }
        FrameReader reader = new FrameReader(file, "frames", HEADER, writer.endOffset());
        for (byte[] payload : payloads) {
            assertArrayEquals(payload, reader.next().payload(), "seed=" + seed);
        }
        assertNull(reader.next());
        assertEquals(writer.endOffset(), reader.position());
        assertEquals(writer.chain(), reader.chain());
    }

    @Test
    void lengthsThatTheFileCannotHoldAreRefusedBeforeAnythingIsAllocated() throws IOException {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Frame.MAX_PAYLOAD_BYTES + 1, 11}) {
            byte[] frame = new byte[Frame.HEADER_BYTES + 10];
            Bytes.putInt(frame, 0, length);
            Bytes.putInt(frame, 24, Checksum.of(64, frame, 0, 24));
            file.write(ByteBuffer.wrap(frame), 64);
            FrameReader reader = new FrameReader(file, "frames", HEADER, 64 + frame.length);
            CorruptionException e = assertThrows(CorruptionException.class, reader::next);
            assertEquals(64, e.offset());
        }
    }

    @Test
    void frameOfAnotherFileDoesNotFollow() throws IOException {
        new FrameWriter(file, HEADER).append(new byte[] {1, 2, 3});
        byte[] otherHeader = new byte[64];
        otherHeader[0] = 1;
        FrameReader reader = new FrameReader(file, "frames", otherHeader, file.size());
        assertThrows(CorruptionException.class, reader::next);
    }

    @Test
    void payloadLongerThanTheLimitIsNotWritten() throws IOException {
        FrameWriter writer = new FrameWriter(file, HEADER);
        byte[] payload = new byte[Frame.MAX_PAYLOAD_BYTES + 1];
        assertThrows(IllegalArgumentException.class, () -> writer.append(payload));
        assertEquals(HEADER.length, file.size());
    }

    @Test
    void emptyFrameMayEndExactlyAtTheLimit() throws IOException {
        FrameWriter writer = new FrameWriter(file, HEADER);
        writer.append(new byte[0]);
        FrameReader reader = new FrameReader(file, "frames", HEADER, 64 + Frame.HEADER_BYTES);
        assertEquals(0, reader.next().payload().length);
        assertNull(reader.next());
    }

    @Test
    void headerShortOfOneByteIsCutShort() throws IOException {
        new FrameWriter(file, HEADER).append(new byte[0]);
        assertRefused("frame header cut short", "actual=27 bytes, expected=28", 64 + Frame.HEADER_BYTES - 1);
    }

    @Test
    void payloadThatReachesBehindTheLimitIsRefused() throws IOException {
        FrameWriter writer = new FrameWriter(file, HEADER);
        writer.append(new byte[10]);
        assertRefused("frame payload length", "actual=10, expected=0..9", writer.endOffset() - 1);
    }

    @Test
    void frameThatTheFileEndsWithinIsCutShort() throws IOException {
        byte[] frame = new byte[Frame.HEADER_BYTES];
        Bytes.putInt(frame, 0, 10);
        Bytes.putInt(frame, 24, Checksum.of(64, frame, 0, 24));
        file.write(ByteBuffer.wrap(frame), 64);
        file.write(ByteBuffer.wrap(new byte[9]), 64 + Frame.HEADER_BYTES);
        assertRefused("frame cut short", "actual=101 bytes, expected=102", 102);
    }

    @Test
    void payloadIsCheckedByItsOwnChecksum() throws IOException {
        FrameWriter writer = new FrameWriter(file, HEADER);
        writer.append(new byte[10]);
        file.write(ByteBuffer.wrap(new byte[] {1}), writer.endOffset() - 1);
        assertRefused("frame payload checksum mismatch", "actual=0x", writer.endOffset());
    }

    @Test
    void chainHashIsPrintedInItsOrderOnDisk() {
        assertEquals("0100000000000000ff00000000000000", new ChainHash(1, 255).toString());
    }

    private void assertRefused(String what, String detail, long limit) {
        FrameReader reader = new FrameReader(file, "frames", HEADER, limit);
        CorruptionException e = assertThrows(CorruptionException.class, reader::next);
        assertTrue(e.getMessage().startsWith(what) && e.getMessage().contains(detail), e::getMessage);
        assertEquals(64, e.offset());
        assertEquals(64, reader.position());
    }
}
