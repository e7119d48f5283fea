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
}
