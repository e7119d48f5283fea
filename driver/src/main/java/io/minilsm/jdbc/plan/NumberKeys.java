package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.sql.Expr.Comparison;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;

/** Turns comparisons of a BIGINT key with any number into ranges of keys. Stateless. */
final class NumberKeys {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private NumberKeys() {}

    /** Returns exactly the keys for which {@code key operator value} holds. */
    static KeyRanges ranges(Comparison operator, Object value) throws SQLException {
        BigDecimal number = SqlValues.toDecimal(value);
        // Compared before it is rounded: the whole digits of 1E+999999999 would fill the memory.
        if (number.compareTo(GREATEST) > 0) {
            return beyond(operator == Comparison.LESS || operator == Comparison.AT_MOST, operator);
        } else if (number.compareTo(LEAST) < 0) {
            return beyond(operator == Comparison.GREATER || operator == Comparison.AT_LEAST, operator);
        }
        BigDecimal floor = floor(number);
        byte[] key = BigintCodec.encode(floor.longValueExact());
        if (floor.compareTo(number) == 0) {
            return KeyPlanner.ranges(operator, key);
        }
        // Between two whole numbers: no key is equal, and those up to the lower one are less.
        return switch (operator) {
            case EQUAL -> KeyRanges.none();
            case NOT_EQUAL -> KeyRanges.all();
            case LESS, AT_MOST -> KeyRanges.atMost(key);
            case GREATER, AT_LEAST -> KeyRanges.above(key);
        };
    }

    /** Digits behind the point are not written out: 1E-999999999 has too many. */
    private static BigDecimal floor(BigDecimal number) {
        if ((long) number.precision() - number.scale() <= 0) {
            return number.signum() < 0 ? BigDecimal.ONE.negate() : BigDecimal.ZERO;
        }
        return number.setScale(0, RoundingMode.FLOOR);
    }

    private static KeyRanges beyond(boolean holds, Comparison operator) {
        return holds || operator == Comparison.NOT_EQUAL ? KeyRanges.all() : KeyRanges.none();
    }
}
