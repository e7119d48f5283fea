package io.minilsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NotationTest {
    @Test
    void printableTextStandsForItself() {
        assertEquals("Zürich/日本/1", Notation.TEXT.key(utf8("Zürich/日本/1")));
        assertArrayEquals(utf8("Zürich/日本/😀"), Notation.TEXT.parseKey("Zürich/日本/😀"));
    }

    @Test
    void bytesThatAreNoTextAreEscaped() {
        assertEquals("a\\x00\\x0a\\\\b", Notation.TEXT.key(utf8("a\0\n\\b")));
        assertEquals("a\\xff", Notation.TEXT.key(new byte[] {'a', (byte) 0xFF}));
        // No UTF-8 as a whole: the valid part is not decoded either, so that each byte is seen.
        assertEquals("\\xc3\\xbc\\xff", Notation.TEXT.key(new byte[] {(byte) 0xC3, (byte) 0xBC, (byte) 0xFF}));
    }

    @Test
    void halfASurrogatePairIsRefusedInsteadOfReplaced() {
        for (String typed : new String[] {"a\uD800", "\uDC00b"}) {
            assertThrows(IllegalArgumentException.class, () -> Notation.TEXT.parseKey(typed));
            assertThrows(IllegalArgumentException.class, () -> Notation.TEXT.parseValue(typed));
        }
    }

    @Test
    void anyKeyIsReadAsItWasWritten() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] key = new byte[random.nextInt(1, 20)];
            random.nextBytes(key);
            if (random.nextBoolean()) {
                for (int j = 0; j < key.length; j++) {
                    key[j] &= 0x7F;
                }
            }
            for (Notation notation : Notation.values()) {
                assertArrayEquals(key, notation.parseKey(notation.key(key)), () -> "seed=" + seed);
            }
        }
    }

    @Test
    void valueIsShownAsItIsUnlessItCannotBePrinted() {
        assertEquals("{\"a\":\"\\n\"}", Notation.TEXT.value(utf8("{\"a\":\"\\n\"}")));
        assertEquals("a\\\\\\x0a", Notation.TEXT.value(utf8("a\\\n")));
        assertEquals("", Notation.TEXT.value(new byte[0]));
    }

    @Test
    void valueIsReadLiterally() {
        assertArrayEquals(utf8("a\\x00"), Notation.TEXT.parseValue("a\\x00"));
        assertArrayEquals(new byte[] {(byte) 0xCA, (byte) 0xFE}, Notation.HEX.parseValue("CAfe"));
    }

    @Test
    void brokenEscapesAreRefused() {
        for (String text : new String[] {"\\", "a\\x", "a\\x0", "\\n", "\\x0g"}) {
            assertThrows(IllegalArgumentException.class, () -> Notation.TEXT.parseKey(text), text);
        }
        assertThrows(IllegalArgumentException.class, () -> Notation.HEX.parseKey("abc"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
