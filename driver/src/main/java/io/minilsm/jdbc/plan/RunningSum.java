package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.sql.SqlFunction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.SQLException;

/** Adds numbers up, exactly unless one of them is floating: beyond 64 bits as a decimal. For one thread. */
public final class RunningSum {
    private Number total;
    private long count;

    /** Adds a value that is not null: a number, or text that spells one. */
    public void add(Object value) throws SQLException {
        Number number = SqlValues.toNumber(value);
        count++;
        if (total == null) {
            total = number;
        } else if (total instanceof Long a && number instanceof Long b) {
            long sum = a + b;
            boolean fits = ((a ^ sum) & (b ^ sum)) >= 0;
            total = fits ? (Number) sum : BigDecimal.valueOf(a).add(BigDecimal.valueOf(b));
        } else {
            total = (Number) Functions.call(SqlFunction.ADD, new Object[] {total, number});
        }
    }

    /** Returns the sum; null if there was no value. */
    public Number sum() {
        return total;
    }

    /** Returns the sum divided by the number of values, to 34 digits if it is exact; null if there was no value. */
    public Number average() throws SQLException {
        if (total == null) {
            return null;
        } else if (total instanceof Double floating) {
            return floating / count;
        }
        return SqlValues.toDecimal(total).divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
    }
}
