package io.minilsm.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataSetTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 1000, 4096, 4097, 100_000})
    void shuffledOrderHasEachEntryOnce(int entries) {
        DataSet data = dataSet(entries, 100, KeyShape.DECIMAL);
        BitSet seen = new BitSet();
        for (int position = 0; position < entries; position++) {
            seen.set(data.shuffled(position));
        }
        assertEquals(entries, seen.cardinality());
        assertEquals(entries, seen.length());
    }

    @ParameterizedTest
    @EnumSource(KeyShape.class)
    void missingKeysLieBetweenTheEntries(KeyShape shape) {
        DataSet data = dataSet(1000, 100, shape);
        byte[] key = data.newKey();
        byte[] missing = data.newKey();
        byte[] next = data.newKey();
        for (int index = 0; index < 999; index++) {
            data.key(index, key);
            data.missingKey(index, missing);
            data.key(index + 1, next);
            assertTrue(Arrays.compareUnsigned(key, missing) < 0 && Arrays.compareUnsigned(missing, next) < 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 99, 100, 12_345, 2_147_483_647L, 2_147_483_648L, 999_999_999_999L})
    void keysAreTheDigitsOfTheirNumber(long number) {
        for (KeyShape shape : KeyShape.values()) {
            byte[] key = new byte[shape.keyBytes()];
            shape.write(number, key);
            String digits = new String(key, StandardCharsets.US_ASCII).replaceFirst("^tenant/0042/user/", "");
            assertEquals(shape == KeyShape.DECIMAL ? 16 : 12, digits.length());
            assertEquals(number, Long.parseLong(digits));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1024})
    void valuesAreHalfCompressible(int length) {
        DataSet data = dataSet(1000, length, KeyShape.DECIMAL);
        byte[] value = data.newValue();
        data.value(3, 0, value);
        Deflater deflater = new Deflater();
        deflater.setInput(value);
        deflater.finish();
        int compressed = deflater.deflate(new byte[2 * length]);
        deflater.end();
        assertTrue(compressed > 0.45 * length && compressed < 0.75 * length, compressed + " of " + length);
    }

    @Test
    void wrongEntryVersionOrLengthIsNoticed() {
        DataSet data = dataSet(1000, 100, KeyShape.DECIMAL);
        byte[] value = data.newValue();
        data.value(3, 1, value);
        data.check(3, 1, value, 100);
        data.check(3, -1, value, 100);
        assertThrows(IllegalStateException.class, () -> data.check(3, 0, value, 100));
        assertThrows(IllegalStateException.class, () -> data.check(4, -1, value, 100));
        assertThrows(IllegalStateException.class, () -> data.check(3, 1, value, 99));
        assertThrows(IllegalStateException.class, () -> data.check(3, 1, value, -1));
    }

    private static DataSet dataSet(int entries, int valueBytes, KeyShape shape) {
        return new DataSet(new RoundSettings(
                Suite.ENGINE, "minilsm", "x", entries, valueBytes, shape, 14 << 20, 99, 99, 99, 1, 1 << 20, Set.of()));
    }
}
