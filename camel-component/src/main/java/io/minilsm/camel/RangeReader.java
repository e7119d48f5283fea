package io.minilsm.camel;

import io.minilsm.api.Cursor;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Does the operations that read many entries: SCAN, COUNT and GET_MANY. Immutable. */
final class RangeReader {
    private final MiniLsmConfiguration options;
    private final RangeSource ranges;
    private final KeyCodec keys;
    private final ValueCodec values;

    RangeReader(MiniLsmConfiguration options, RangeSource ranges, KeyCodec keys, ValueCodec values) {
        this.options = options;
        this.ranges = ranges;
        this.keys = keys;
        this.values = values;
    }

    /** Sets the number of keys in the message's range as the body. */
    void count(Exchange exchange, Store store) throws IOException {
        long count = 0;
        try (Cursor cursor = store.cursor(ranges.of(exchange.getMessage()))) {
            while (cursor.next()) {
                count++;
            }
        }
        exchange.getMessage().setBody(count);
    }

    /** Sets the entries of the message's range as the body. */
    void scan(Exchange exchange, Store store) throws IOException {
        Message message = exchange.getMessage();
        if (options.getScanResult() == MiniLsmScanResult.STREAM) {
            stream(exchange, store);
            return;
        }
        int limit = limitOf(message);
        boolean reverse = isReverse(message);
        List<MiniLsmEntry> entries = new ArrayList<>();
        boolean truncated = false;
        long bytes = 0;
        try (Cursor cursor = store.cursor(ranges.of(message))) {
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
        setResult(message, entries);
        message.setHeader(MiniLsmConstants.TRUNCATED, truncated);
    }

    /** Sets the entries as the body that are read while it is used, without a limit unless the message has one. */
    private void stream(Exchange exchange, Store store) throws IOException {
        Message message = exchange.getMessage();
        long limit = message.getHeader(MiniLsmConstants.LIMIT) == null
                ? Long.MAX_VALUE
                : message.getHeader(MiniLsmConstants.LIMIT, Long.class);
        EntryStream entries = new EntryStream(store.cursor(ranges.of(message)), isReverse(message), limit, entry -> {
            return new MiniLsmEntry(keys.decode(entry.getKey()), values.decode(entry.getValue(), exchange));
        });
        exchange.getExchangeExtension().addOnCompletion(entries);
        message.setBody(entries);
    }

    private boolean isReverse(Message message) {
        Boolean asked = message.getHeader(MiniLsmConstants.REVERSE, Boolean.class);
        return asked == null ? options.isScanReverse() : asked;
    }

    /** Sets those of the entries that there are as the body, in the order of their keys in the list. */
    void getMany(Exchange exchange, List<byte[]> wanted, Store store) throws IOException {
        List<MiniLsmEntry> entries = new ArrayList<>();
        long bytes = 0;
        // One by one, so that no more is in memory than the limit and one value; the snapshot makes them of one moment.
        try (Snapshot snapshot = store.snapshot()) {
            for (byte[] key : wanted) {
                byte[] value = store.get(key, snapshot);
                if (value != null) {
                    bytes += (long) key.length + value.length;
                    BoundedOutput.check("result", bytes, options.getMaxBodyBytes(), "maxBodyBytes; or ask for fewer");
                    entries.add(new MiniLsmEntry(keys.decode(key), values.decode(value, exchange)));
                }
            }
        }
        setResult(exchange.getMessage(), entries);
    }

    private void setResult(Message message, List<MiniLsmEntry> entries) {
        message.setBody(options.getScanResult() == MiniLsmScanResult.MAP ? mapOf(entries) : entries);
        message.setHeader(MiniLsmConstants.COUNT, entries.size());
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
}
