package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/** BIGINT as stored: 8 bytes, big-endian, with the sign turned, so that bytes order as numbers do. Stateless. */
public final class BigintCodec {
    private BigintCodec() {}

    /** Returns the bytes of a number. */
    public static byte[] encode(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array();
    }

    /** Returns the number of the bytes. */
    public static long decode(byte[] bytes) throws SQLException {
        if (bytes.length != Long.BYTES) {
            throw SqlErrors.of(
                    SqlState.BAD_CONVERSION,
                    "stored bytes are no BIGINT: length=" + bytes.length + ", expected=" + Long.BYTES);
        }
        return ByteBuffer.wrap(bytes).getLong() ^ Long.MIN_VALUE;
    }

    /** Returns a bound of a range as the number that it stands for; the key behind a number has a byte 0 more. */
    public static String shown(byte[] bound) {
        if (bound.length < Long.BYTES || bound.length > Long.BYTES + 1) {
            return SqlValues.shown(bound);
        }
        long number = ByteBuffer.wrap(bound).getLong() ^ Long.MIN_VALUE;
        return bound.length == Long.BYTES ? Long.toString(number) : "behind " + number;
    }
}
