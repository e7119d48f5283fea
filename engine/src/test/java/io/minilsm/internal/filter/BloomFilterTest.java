package io.minilsm.internal.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.codec.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BloomFilterTest {
    private static final int KEYS = 20_000;

    @ParameterizedTest
    @CsvSource({"4,0.20", "8,0.035", "10,0.015", "16,0.004", "24,0.001"})
    void falsePositivesStayBelowTheBound(int bits, double most) throws MalformedException {
        for (String shape : new String[] {"%08d", "tenant/0042/user/%09d/mail", "%d"}) {
            BloomFilter filter = filter(bits, shape, KEYS);
            int positives = 0;
            for (int i = KEYS; i < 5 * KEYS; i++) {
                positives += mayContain(filter, shape, i) ? 1 : 0;
            }
            double rate = positives / (4.0 * KEYS);
            assertTrue(rate < most, () -> "shape=" + shape + ", rate=" + rate);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 14, 24})
    void keysThatWereAddedAreNeverDenied(int bits) throws MalformedException {
        for (int count : new int[] {1, 2, 100, KEYS}) {
            BloomFilter filter = filter(bits, "%d", count);
            for (int i = 0; i < count; i++) {
                assertTrue(mayContain(filter, "%d", i));
            }
        }
    }

    @Test
    void keysOfEveryLengthAreFound() throws MalformedException {
        Random random = new Random(3);
        BloomFilterBuilder builder = new BloomFilterBuilder(10);
        byte[] bytes = new byte[400];
        random.nextBytes(bytes);
        for (int length = 0; length < 200; length++) {
            builder.add(bytes, length, length);
        }
        byte[] built = builder.finish(3);
        BloomFilter filter = BloomFilter.of(built, built.length - 3);
        for (int length = 0; length < 200; length++) {
            assertTrue(filter.mayContain(bytes, length, length));
        }
    }

    @Test
    void hashStaysAsItIsOnDisk() {
        assertEquals(0x66AD893EE080271EL, hash(""));
        assertEquals(0x0A23CD4FF8578F20L, hash("a"));
        assertEquals(0x7C43464A02BF8DA6L, hash("abcdefg"));
        assertEquals(0xA7026B9D15B1E389L, hash("abcdefgh"));
        assertEquals(0x97C61BBE65D08130L, hash("abcdefghi"));
        assertEquals(0xAB6E6451C87BE394L, hash("tenant/0042/user/000000017/mail"));
    }

    @Test
    void hashOfEveryChangedBitDiffersInAboutHalfOfTheBits() {
        byte[] key = "tenant/0042/user/000000017/mail".getBytes(StandardCharsets.UTF_8);
        long whole = KeyHash.of(key, 0, key.length);
        for (int bit = 0; bit < 8 * key.length; bit++) {
            key[bit / 8] ^= (byte) (1 << bit % 8);
            int changed = Long.bitCount(whole ^ KeyHash.of(key, 0, key.length));
            key[bit / 8] ^= (byte) (1 << bit % 8);
            assertTrue(changed > 12 && changed < 52, "bit=" + bit + ", changed=" + changed);
        }
    }

    @Test
    void bytesThatAreNoFilterAreRefused() {
        byte[] good = new BloomFilterBuilder(10).finish(0);
        for (int length = 0; length < good.length; length++) {
            int cut = length;
            assertThrows(MalformedException.class, () -> BloomFilter.of(good, cut));
        }
        for (int at = 0; at < BloomFilter.HEAD_BYTES; at++) {
            for (int value : new int[] {0, 2, 15, 127, 128, 255}) {
                byte[] bad = good.clone();
                bad[at] = (byte) value;
                boolean isDifferent = bad[at] != good[at];
                boolean isOtherProbes = at == 1 && value >= 1 && value <= BloomFilter.MAX_PROBES;
                if (isDifferent && !isOtherProbes) {
                    assertThrows(MalformedException.class, () -> BloomFilter.of(bad, bad.length));
                }
            }
        }
    }

    private static long hash(String text) {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        return KeyHash.of(key, 0, key.length);
    }

    private static BloomFilter filter(int bits, String shape, int count) throws MalformedException {
        BloomFilterBuilder builder = new BloomFilterBuilder(bits);
        for (int i = 0; i < count; i++) {
            byte[] key = key(shape, i);
            builder.add(key, 0, key.length);
        }
        byte[] built = builder.finish(0);
        assertEquals(built.length, builder.estimatedBytes());
        return BloomFilter.of(built, built.length);
    }

    private static boolean mayContain(BloomFilter filter, String shape, int i) {
        byte[] key = key(shape, i);
        return filter.mayContain(key, 0, key.length);
    }

    private static byte[] key(String shape, int i) {
        return String.format(Locale.ROOT, shape, i).getBytes(StandardCharsets.UTF_8);
    }
}
