package io.minilsm.jdbc.run;

import io.minilsm.api.Range;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a transaction has written to one table and not committed, sorted by key. Each key has its versions by statement,
 * newest first, as far as an open result or a savepoint may still need an older one: a result sees what was there when
 * it was opened.
 *
 * <p>A skip list, because results walk it while later statements change it.
 */
final class Overlay {
    /** Bytes that an entry costs besides key and value: node, index, version, array headers. */
    static final long ENTRY_OVERHEAD_BYTES = 120;

    /** A version of a key. */
    static final class Version {
        /** Null if the key was deleted. */
        final byte[] value;

        private final long statement;
        final boolean blind;
        private final Version older;

        private Version(byte[] value, long statement, boolean blind, Version older) {
            this.value = value;
            this.statement = statement;
            this.blind = blind;
            this.older = older;
        }

        private Version at(long mark) {
            Version version = this;
            while (version != null && version.statement > mark) {
                version = version.older;
            }
            return version;
        }
    }

    private final ConcurrentSkipListMap<byte[], Version> entries = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final StatementMarks marks;
    private long bytes;

    Overlay(StatementMarks marks) {
        this.marks = marks;
    }

    /** Drops everything that was written behind the mark. */
    void rollbackTo(long mark) {
        Iterator<Map.Entry<byte[], Version>> walk = entries.entrySet().iterator();
        bytes = 0;
        while (walk.hasNext()) {
            Map.Entry<byte[], Version> entry = walk.next();
            Version kept = entry.getValue().at(mark);
            if (kept == null) {
                walk.remove();
                continue;
            }
            if (kept != entry.getValue()) {
                entries.put(entry.getKey(), kept);
            }
            for (Version each = kept; each != null; each = each.older) {
                bytes += cost(entry.getKey(), each.value);
            }
        }
    }

    /** Notes a write; a null value is a delete. A blind write is one that does not mind what was there before. */
    void put(byte[] key, byte[] value, boolean blind) {
        Version head = entries.get(key);
        Version older = head;
        if (head != null && head.statement > marks.needed()) {
            older = head.older;
            bytes -= cost(key, head.value);
        }
        boolean allBlind = blind && (head == null || head.blind);
        entries.put(key, new Version(value, marks.statement(), allBlind, older));
        bytes += cost(key, value);
    }

    static long cost(byte[] key, byte[] value) {
        return ENTRY_OVERHEAD_BYTES + key.length + (value == null ? 0 : value.length);
    }

    /** Returns the version of the key at the mark, or null if it was not written. */
    Version get(byte[] key, long mark) {
        Version head = entries.get(key);
        return head == null ? null : head.at(mark);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Returns the newest versions in key order. */
    Iterable<Map.Entry<byte[], Version>> all() {
        return entries.entrySet();
    }

    /** Returns a walk over the versions at the mark. */
    Walk walk(Range range, boolean descending, long mark) {
        NavigableMap<byte[], Version> part = entries;
        if (range.from() != null) {
            part = part.tailMap(range.from(), true);
        }
        if (range.to() != null) {
            part = part.headMap(range.to(), false);
        }
        return new Walk(descending ? part.descendingMap() : part, mark);
    }

    /** Stands on one version after the other. */
    static final class Walk {
        private final Iterator<Map.Entry<byte[], Version>> entries;
        private final long mark;
        private byte[] key;
        private Version version;

        private Walk(NavigableMap<byte[], Version> part, long mark) {
            this.entries = part.entrySet().iterator();
            this.mark = mark;
            advance();
        }

        /** Returns the key stood on, or null at the end. */
        byte[] key() {
            return key;
        }

        /** Returns the value stood on; null if the key was deleted. */
        byte[] value() {
            return version.value;
        }

        void advance() {
            while (entries.hasNext()) {
                Map.Entry<byte[], Version> entry = entries.next();
                version = entry.getValue().at(mark);
                if (version != null) {
                    key = entry.getKey();
                    return;
                }
            }
            key = null;
            version = null;
        }
    }
}
