package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.key.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers whose checksum holds: what they say must make sense too. */
class FrameHeaderTest {
    private static final long NONCE = 7;
    private static final long OFFSET = 4096;
    private static final long LIMIT = 8192;

    @ParameterizedTest
    @CsvSource({
        // type, sequence, count, payload length, holds
        "1, 1, 1, 10, true",
        "1, 1, 1, 0, true",
        "1, 1, 1, 4056, true",
        "1, 1, 1, 4057, false",
        "1, 1, 1, -1, false",
        "1, 1, 1, -2147483648, false",
        "1, 1, 0, 10, false",
        "1, 1, -1, 10, false",
        "1, 0, 1, 10, false",
        "2, 0, 0, 0, true",
        "2, 5, 0, 0, true",
        "2, 5, 1, 0, false",
        "2, 5, 0, 8, false",
        "3, 5, 0, 0, true",
        "3, 5, 0, 24, false",
        "4, 5, 0, 24, true",
        "4, 5, 0, 0, false",
        "4, 5, 1, 24, false",
        "0, 5, 0, 0, false",
        "5, 5, 0, 0, false",
        "255, 5, 0, 0, false",
    })
    void fieldsMustFitEachOtherAndTheFile(int type, long sequence, int count, int payloadLength, boolean holds) {
        assertEquals(holds, decode(header(type, sequence, count, payloadLength), LIMIT));
    }

    @Test
    void sequencesEndAtTheLargest() {
        assertTrue(decode(header(FrameType.DATA, Tag.MAX_SEQUENCE, 1, 10), LIMIT));
        assertFalse(decode(header(FrameType.DATA, Tag.MAX_SEQUENCE, 2, 10), LIMIT));
        assertTrue(decode(header(FrameType.MARK, Tag.MAX_SEQUENCE, 0, 0), LIMIT));
    }

    @Test
    void frameEndsAtTheLimitOrBeforeIt() {
        byte[] header = header(FrameType.DATA, 1, 1, 16);
        assertTrue(decode(header, OFFSET + FrameHeader.BYTES + 16));
        assertFalse(decode(header, OFFSET + FrameHeader.BYTES + 15));
    }

    @Test
    void lastSequenceIsThatOfTheLastEntry() {
        FrameHeader frame = new FrameHeader();
        frame.sequence = 10;
        frame.count = 3;
        assertEquals(12, frame.lastSequence());
        frame.count = 0;
        assertEquals(10, frame.lastSequence());
    }

    private static boolean decode(byte[] header, long limit) {
        return new FrameHeader().decode(header, 0, NONCE, OFFSET, limit);
    }

    private static byte[] header(int type, long sequence, int count, int payloadLength) {
        FrameHeader frame = new FrameHeader();
        frame.type = type;
        frame.sequence = sequence;
        frame.count = count;
        frame.payloadLength = payloadLength;
        frame.offset = OFFSET;
        byte[] bytes = new byte[FrameHeader.BYTES];
        frame.encode(bytes, 0, NONCE);
        return bytes;
    }
}
