package io.minilsm.internal.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
}
