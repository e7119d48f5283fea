package io.minilsm.camel.repository;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.WriteBatch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;

/**
 * The lists of groups, an entry for each element, and the newest of them in memory, so that an append neither writes
 * nor reads the elements before it. What is in memory was made of what is stored: nobody else holds it. Thread-safe.
 *
 * <p>Layout: key {@code 'e'}, the length of the correlation key in UTF-8 in 4 bytes, the correlation key, the index in
 * 4 bytes; value the element as {@link ValueWriter} writes it.
 */
final class GroupLists {
    private static final byte ELEMENT = 'e';

    /** Groups whose lists are kept in memory: what is not is read from the store, which is slower and no more. */
    private static final int MAX_LISTS = 1000;

    /** Stored size of all lists in memory. */
    private static final long MAX_BYTES = 16 << 20;

    // Guarded by this.
    private final Map<String, Recent> recent = new LinkedHashMap<>();
    private long recentBytes;

    private record Recent(UUID version, List<Object> elements, int fixed, long bytes) {}

    /**
     * What a write of a list leaves behind, for when it is done.
     *
     * @param before the list that it goes on from; null if it does not
     * @param same so many of its first elements stay
     * @param others the elements behind them, as they are stored
     * @param bytes stored size of all elements, about
     */
    record Written(StoredList before, int same, List<Object> others, long bytes) {
        int count() {
            return same + others.size();
        }

        private List<Object> elements() {
            return before == null ? others : before.handOn(same, others);
        }
    }

    /**
     * Adds to the batch what makes the stored list the given one.
     *
     * @param storedVersion version of the group as it is stored; null if there is none
     * @param storedCount number of elements that it has stored
     */
    Written write(
            WriteBatch batch,
            KeySpace space,
            CamelContext context,
            String key,
            List<?> list,
            UUID storedVersion,
            int storedCount)
            throws IOException {
        int same = list instanceof StoredList stored ? Math.min(stored.clean(storedVersion), storedCount) : 0;
        StoredList before = same > 0 ? (StoredList) list : null;
        List<Object> others = new ArrayList<>();
        long bytes = before == null ? 0 : before.bytes();
        for (int i = same; i < list.size(); i++) {
            byte[] value = encode(list.get(i));
            batch.put(space, keyOf(key, i), value);
            others.add(new ValueReader(context, value).read());
            bytes += value.length;
        }
        for (int i = list.size(); i < storedCount; i++) {
            batch.delete(space, keyOf(key, i));
        }
        return new Written(before, same, others, bytes);
    }

    /** Keeps what was written in memory. */
    synchronized void wrote(String key, UUID version, Written written) {
        forget(key);
        if (written.bytes > MAX_BYTES) {
            return;
        }
        recent.put(key, new Recent(version, written.elements(), written.same, written.bytes));
        recentBytes += written.bytes;
        while (recentBytes > MAX_BYTES || recent.size() > MAX_LISTS) {
            forget(recent.keySet().iterator().next());
        }
    }

    /** Returns the list of that version of the group; the caller's, to be changed. */
    StoredList read(KeySpace space, Snapshot snapshot, CamelContext context, String key, UUID version, int count)
            throws IOException {
        Recent known = take(key);
        if (known != null && known.version.equals(version) && known.elements.size() == count) {
            return new StoredList(version, known.elements, known.fixed, known.bytes);
        }
        List<Object> elements = new ArrayList<>();
        long bytes = 0;
        byte[] first = keyOf(key, 0);
        try (Cursor cursor = space.cursor(Range.of(first, keyOf(key, count)), snapshot)) {
            while (elements.size() < count && cursor.next()) {
                byte[] value = cursor.value();
                ValueReader in = new ValueReader(context, value);
                elements.add(in.read());
                in.requireEnd();
                bytes += value.length;
            }
        }
        if (elements.size() != count) {
            throw new IOException("stored group lacks elements: key=" + key + ", actual=" + elements.size()
                    + ", expected=" + count);
        }
        return new StoredList(version, elements, 0, bytes);
    }

    /** Adds to the batch the removal of the list. */
    void remove(WriteBatch batch, KeySpace space, String key, int storedCount) {
        for (int i = 0; i < storedCount; i++) {
            batch.delete(space, keyOf(key, i));
        }
    }

    synchronized void forget(String key) {
        take(key);
    }

    private synchronized Recent take(String key) {
        Recent taken = recent.remove(key);
        if (taken != null) {
            recentBytes -= taken.bytes;
        }
        return taken;
    }

    private static byte[] encode(Object element) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ValueWriter(new DataOutputStream(bytes)).write("element of a group", element);
        return bytes.toByteArray();
    }

    private static byte[] keyOf(String key, int index) {
        byte[] text = StoreRepository.utf8(key);
        return ByteBuffer.allocate(1 + Integer.BYTES + text.length + Integer.BYTES)
                .put(ELEMENT)
                .putInt(text.length)
                .put(text)
                .putInt(index)
                .array();
    }
}
