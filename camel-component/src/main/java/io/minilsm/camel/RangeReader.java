package io.minilsm.camel;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Does the operations that read a range: SCAN and COUNT. Immutable. */
final class RangeReader {
    private final MiniLsmConfiguration options;
    private final KeyCodec keys;
    private final ValueCodec values;

    RangeReader(MiniLsmConfiguration options, KeyCodec keys, ValueCodec values) {
        this.options = options;
        this.keys = keys;
        this.values = values;
    }

    /** Sets the number of keys in the message's range as the body. */
    void count(Exchange exchange, Store store) throws IOException {
        long count = 0;
        try (Cursor cursor = store.cursor(rangeOf(exchange.getMessage()))) {
            while (cursor.next()) {
                count++;
            }
        }
        exchange.getMessage().setBody(count);
    }

    /** Sets the entries of the message's range as the body. */
    void scan(Exchange exchange, Store store) throws IOException {
        Message message = exchange.getMessage();
        int limit = limitOf(message);
        Boolean asked = message.getHeader(MiniLsmConstants.REVERSE, Boolean.class);
        boolean reverse = asked == null ? options.isScanReverse() : asked;
        List<MiniLsmEntry> entries = new ArrayList<>();
        boolean truncated = false;
        long bytes = 0;
        try (Cursor cursor = store.cursor(rangeOf(message))) {
            while (reverse ? cursor.prev() : cursor.next()) {
                if (entries.size() == limit) {
                    truncated = true;
                    break;
                }
                byte[] key = cursor.key();
                byte[] value = cursor.value();
                bytes += (long) key.length + value.length;
                BoundedOutput.check("scan", bytes, options.getMaxBodyBytes(), "maxBodyBytes; or ask for fewer entries");
                entries.add(new MiniLsmEntry(keys.decode(key), values.decode(value, exchange)));
            }
        }
        message.setBody(options.getScanResult() == MiniLsmScanResult.MAP ? mapOf(entries) : entries);
        message.setHeader(MiniLsmConstants.COUNT, entries.size());
        message.setHeader(MiniLsmConstants.TRUNCATED, truncated);
    }

    private static Map<Object, Object> mapOf(List<MiniLsmEntry> entries) {
        Map<Object, Object> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    private int limitOf(Message message) {
        Object header = message.getHeader(MiniLsmConstants.LIMIT);
        if (header == null) {
            return options.getScanLimit();
        }
        Integer limit = message.getHeader(MiniLsmConstants.LIMIT, Integer.class);
        if (limit == null || limit < 1 || limit > options.getScanLimit()) {
            throw new IllegalArgumentException("header " + MiniLsmConstants.LIMIT + " out of range: actual=" + header
                    + ", expected=1.." + options.getScanLimit() + " (option scanLimit)");
        }
        return limit;
    }

    /** The prefix and the bounds hold together: what is read lies in both. */
    private Range rangeOf(Message message) throws IOException {
        byte[] from = bound(message, MiniLsmConstants.FROM, options.getScanFrom());
        byte[] to = bound(message, MiniLsmConstants.TO, options.getScanTo());
        byte[] prefix = bound(message, MiniLsmConstants.PREFIX, options.getScanPrefix());
        if (prefix == null) {
            return Range.of(from, to);
        }
        Range all = Range.prefix(prefix);
        return Range.of(later(from, all.from()), earlier(to, all.to()));
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
