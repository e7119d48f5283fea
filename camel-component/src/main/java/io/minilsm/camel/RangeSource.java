package io.minilsm.camel;

import io.minilsm.api.Range;
import java.io.IOException;
import java.util.Arrays;
import org.apache.camel.Message;

/**
 * Where the range of a message comes from: its headers, else the endpoint's options. Whatever they say, the range stays
 * within the endpoint's {@code keyPrefix}. Immutable.
 */
final class RangeSource {
    private final MiniLsmConfiguration options;
    private final KeyCodec keys;

    RangeSource(MiniLsmConfiguration options, KeyCodec keys) {
        this.options = options;
        this.keys = keys;
    }

    /** Returns the range of stored keys that the endpoint's options say. */
    Range of() throws IOException {
        return between(
                keys.encodeBound("option scanPrefix", options.getScanPrefix()),
                keys.encodeBound("option scanFrom", options.getScanFrom()),
                keys.encodeBound("option scanTo", options.getScanTo()));
    }

    /** Returns the range of stored keys; the prefix and the bounds hold together: it lies in both. */
    Range of(Message message) throws IOException {
        byte[] from = bound(message, MiniLsmConstants.FROM, options.getScanFrom());
        byte[] to = bound(message, MiniLsmConstants.TO, options.getScanTo());
        return between(bound(message, MiniLsmConstants.PREFIX, options.getScanPrefix()), from, to);
    }

    private Range between(byte[] prefix, byte[] from, byte[] to) {
        Range all = prefix == null ? keys.all() : Range.prefix(prefix);
        return Range.of(later(from, all.from()), earlier(to, all.to()));
    }

    /** As {@link #of}, but only if the message or the endpoint says anything about the range. */
    Range named(Message message) throws IOException {
        if (!isNamed(message, MiniLsmConstants.PREFIX, options.getScanPrefix())
                && !isNamed(message, MiniLsmConstants.FROM, options.getScanFrom())
                && !isNamed(message, MiniLsmConstants.TO, options.getScanTo())) {
            throw new IllegalArgumentException("range is missing: none of the headers " + MiniLsmConstants.PREFIX + ", "
                    + MiniLsmConstants.FROM + ", " + MiniLsmConstants.TO + " and of the options scanPrefix, scanFrom,"
                    + " scanTo is set; for all keys of the endpoint set an empty prefix");
        }
        return of(message);
    }

    private static boolean isNamed(Message message, String header, String option) {
        return option != null || message.getHeader(header) != null;
    }

    private byte[] bound(Message message, String header, String option) throws IOException {
        Object asked = message.getHeader(header);
        return keys.encodeBound(asked == null ? header : "header " + header, asked == null ? option : asked);
    }

    private static byte[] later(byte[] a, byte[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static byte[] earlier(byte[] a, byte[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
