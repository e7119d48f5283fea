package io.minilsm.jdbc.plan;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A value as it is sorted by and as DISTINCT knows it: NULL, then numbers and truth values (false is 0), then text and
 * bytes. Unlike the comparison of a condition, which takes a number for text beside a text, this is one order over all
 * values, whatever an expression gives from row to row. Immutable.
 */
public final class SortKey implements Comparable<SortKey> {
    private static final SortKey NULL = new SortKey(0, null, null);
    private static final int LEAST_INFINITY = 1;
    private static final int FINITE = 2;
    private static final int GREATEST_INFINITY = 3;
    private static final int NOT_A_NUMBER = 4;
    private static final int BYTES = 5;

    private final int rank;

    /** Long or BigDecimal without zeros at its end. */
    private final Number number;

    private final byte[] bytes;

    private SortKey(int rank, Number number, byte[] bytes) {
        this.rank = rank;
        this.number = number;
        this.bytes = bytes;
    }

    /** Returns the key of a value. */
    public static SortKey of(Object value) throws SQLException {
        if (value == null) {
            return NULL;
        } else if (value instanceof Long) {
            return new SortKey(FINITE, (Long) value, null);
        } else if (value instanceof Boolean truth) {
            return new SortKey(FINITE, truth ? 1L : 0L, null);
        } else if (value instanceof BigDecimal decimal) {
            return finite(decimal);
        } else if (value instanceof Double floating) {
            if (floating.isNaN()) {
                return new SortKey(NOT_A_NUMBER, null, null);
            } else if (floating.isInfinite()) {
                return new SortKey(floating > 0 ? GREATEST_INFINITY : LEAST_INFINITY, null, null);
            }
            return finite(BigDecimal.valueOf(floating));
        }
        return new SortKey(BYTES, null, SqlValues.toBytes(value));
    }

    /** One number has one form, whatever type it came in. */
    private static SortKey finite(BigDecimal decimal) {
        BigDecimal plain = decimal.stripTrailingZeros();
        boolean whole = plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= 18;
        return new SortKey(FINITE, whole ? (Number) plain.longValueExact() : plain, null);
    }

    /** Returns whether the value is NULL. */
    public boolean isNull() {
        return this == NULL;
    }

    /** Returns the bytes of text or binary values; null for others. */
    public byte[] bytesOrNull() {
        return bytes;
    }

    @Override
    public int compareTo(SortKey other) {
        if (rank != other.rank) {
            return Integer.compare(rank, other.rank);
        } else if (rank == BYTES) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        } else if (rank != FINITE) {
            return 0;
        } else if (number instanceof Long a && other.number instanceof Long b) {
            return Long.compare(a, b);
        }
        return decimal(number).compareTo(decimal(other.number));
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        if (rank == BYTES) {
            return Arrays.hashCode(bytes);
        }
        // A Long and a BigDecimal of the same number are equal, so their hash must not tell them apart.
        return number == null ? rank : Double.hashCode(number.doubleValue());
    }
}
