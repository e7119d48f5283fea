package io.minilsm.camel.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * A group as it is stored, without the elements of its list. Layout: 16 bytes of a version, new with each write; number
 * of elements that are stored apart, in 4 bytes, -1 if the exchange has no such list; the exchange of
 * {@link ExchangeCodec}.
 *
 * @param version null if there is no group
 * @param count number of elements that are stored apart; -1 if there is no such list
 * @param exchange the bytes of the exchange
 */
record StoredGroup(UUID version, int count, byte[] exchange) {
    /** The count of an exchange without a list that is stored apart. */
    static final int NO_LIST = -1;

    private static final StoredGroup NONE = new StoredGroup(null, NO_LIST, new byte[0]);
    private static final int HEADER_BYTES = 2 * Long.BYTES + Integer.BYTES;

    /** Returns the group of a stored value, or none of null. */
    static StoredGroup of(byte[] value) throws IOException {
        if (value == null) {
            return NONE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        if (value.length < HEADER_BYTES) {
            throw new IOException("stored group too short: length=" + value.length);
        }
        UUID version = new UUID(bytes.getLong(), bytes.getLong());
        int count = bytes.getInt();
        if (count < NO_LIST) {
            throw new IOException("stored group has a count of elements out of range: actual=" + count);
        }
        return new StoredGroup(version, count, Arrays.copyOfRange(value, HEADER_BYTES, value.length));
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + exchange.length)
                .putLong(version.getMostSignificantBits())
                .putLong(version.getLeastSignificantBits())
                .putInt(count)
                .put(exchange)
                .array();
    }

    /** Returns the number of elements that are stored. */
    int elements() {
        return Math.max(0, count);
    }
}
