package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.testing.TestScale;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchReaderTest {
    @Test
    void everyBatchReadsBackAsItWasFilled() throws MalformedException {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        WriteBatch batch = new WriteBatch();
        byte[][] keys = new byte[500][];
        byte[][] values = new byte[500][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new byte[i == 0 ? WriteBatch.MAX_KEY_BYTES : 1 + random.nextInt(300)];
            random.nextBytes(keys[i]);
            values[i] = random.nextInt(3) == 0 ? null : new byte[random.nextInt(300)];
            if (values[i] == null) {
                batch.delete(keys[i]);
            } else {
                random.nextBytes(values[i]);
                batch.put(keys[i], values[i]);
            }
        }
        byte[] shifted = new byte[batch.encodedLength() + 10];
        System.arraycopy(batch.encoded(), 0, shifted, 5, batch.encodedLength());
        BatchReader reader = new BatchReader(shifted, 5, batch.encodedLength());
        for (int i = 0; i < keys.length; i++) {
            assertTrue(reader.next(), TestScale.rerun(seed));
            assertEquals(values[i] == null ? EntryKind.DELETE : EntryKind.PUT, reader.kind());
            assertEquals(0, reader.spaceId());
            assertArrayEquals(keys[i], slice(reader, reader.keyOffset(), reader.keyLength()));
            byte[] value = values[i] == null ? new byte[0] : values[i];
            assertArrayEquals(value, slice(reader, reader.valueOffset(), reader.valueLength()));
        }
        assertFalse(reader.next());
    }

    @Test
    void malformedEntriesAreRefused() {
        assertMalformed("00", "kind");
        assertMalformed("03000161", "kind"); // reserved, not readable yet
        assertMalformed("010001", "bytes end early");
        assertMalformed("0200", "bytes end early");
        assertMalformed("020000", "key length");
        assertMalformed("0200818004" + "61", "key length");
        assertMalformed("02ffffffff0f0161", "key space");
        assertMalformed("02ffffffffffffffffffffff0161", "varint too long");
        assertMalformed("01000161" + "8180808004", "value length");
        assertMalformed("01000161" + "ffffffffffffffffff01", "value length");
        assertMalformed("01000161" + "0562", "bytes end early");
    }

    @Test
    void wrongCountIsRefused() {
        byte[] two = HexFormat.of().parseHex("02000161" + "02000162");
        assertDoesNotThrow(() -> BatchReader.check(two, 0, two.length, 2));
        assertThrows(MalformedException.class, () -> BatchReader.check(two, 0, two.length, 1));
        assertThrows(MalformedException.class, () -> BatchReader.check(two, 0, two.length, 3));
    }

    @Test
    void randomBytesNeverBreakTheReader() {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < TestScale.pick(20_000, 2_000_000); round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[0] = (byte) (1 + random.nextInt(2));
                bytes[1] = 0;
            }
            try {
                BatchReader.check(bytes, 0, bytes.length, 1);
            } catch (MalformedException e) {
                assertTrue(e.position() >= 0 && e.position() <= bytes.length, TestScale.rerun(seed));
            }
        }
    }

    private static void assertMalformed(String hex, String what) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        MalformedException e =
                assertThrows(MalformedException.class, () -> BatchReader.check(bytes, 0, bytes.length, 1), hex);
        assertTrue(e.getMessage().contains(what), e.getMessage());
    }

    private static byte[] slice(BatchReader reader, int offset, int length) {
        return Arrays.copyOfRange(reader.array(), offset, offset + length);
    }
}
