package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryRetentionTest {
    /** Versions have the sequences 2, 4, ... so that snapshots fit between, below and above them. */
    private static final int MAX_VERSIONS = 4;

    private static final byte[] KEY = {0, 'k'};

    /**
     * All histories of up to four versions of a key, each put or delete, the oldest of them outside of the merge or
     * not, with all sets of snapshots: 2 * 30 * 512 cases.
     */
    @Test
    void everyReaderSeesTheSameWhateverTheHistoryAndTheSnapshots() throws IOException {
        for (int versions = 1; versions <= MAX_VERSIONS; versions++) {
            for (int deletes = 0; deletes < 1 << versions; deletes++) {
                List<Long> history = new ArrayList<>();
                for (int i = versions; i >= 1; i--) {
                    history.add(Tag.of(2L * i, (deletes >> (i - 1) & 1) == 1 ? EntryKind.DELETE : EntryKind.PUT));
                }
                for (int set = 0; set < 1 << (2 * MAX_VERSIONS + 1); set++) {
                    int chosen = set;
                    long[] snapshots = LongStream.rangeClosed(1, 2 * MAX_VERSIONS + 1)
                            .filter(sequence -> (chosen >> (sequence - 1) & 1) == 1)
                            .toArray();
                    check(history, 0, snapshots);
                    check(history, 1, snapshots);
                }
            }
        }
    }

    /** Merges all versions but the oldest {@code deeper} ones, which lie in a deeper level. */
    private static void check(List<Long> history, int deeper, long[] snapshots) throws IOException {
        List<Long> inMerge = history.subList(0, history.size() - deeper);
        List<Long> below = history.subList(history.size() - deeper, history.size());
        EntryRetention retention = new EntryRetention(snapshots, deeper == 0, "test");
        List<Long> kept = new ArrayList<>();
        for (long tag : inMerge) {
            if (retention.keeps(KEY, 0, KEY.length, tag)) {
                kept.add(tag);
            }
        }
        List<Long> after = new ArrayList<>(kept);
        after.addAll(below);
        String what = "history=" + history + ", deeper=" + deeper + ", snapshots=" + List.of(box(snapshots));
        assertEquals(read(history, Tag.MAX_SEQUENCE), read(after, Tag.MAX_SEQUENCE), what);
        for (long snapshot : snapshots) {
            assertEquals(read(history, snapshot), read(after, snapshot), what);
        }
        assertNothingIsKeptInVain(kept, inMerge, deeper, snapshots, what);
    }

    private static void assertNothingIsKeptInVain(
            List<Long> kept, List<Long> inMerge, int deeper, long[] snapshots, String what) {
        for (long tag : kept) {
            boolean newest = tag == inMerge.get(0);
            boolean seen = false;
            for (long snapshot : snapshots) {
                seen |= first(inMerge, snapshot) == tag;
            }
            assertTrue(newest || seen, what);
            boolean everySnapshotSeesIt = snapshots.length == 0 || Tag.sequence(tag) <= snapshots[0];
            assertFalse(deeper == 0 && Tag.kind(tag) == EntryKind.DELETE && everySnapshotSeesIt, what);
        }
    }

    private static long first(List<Long> newestFirst, long snapshot) {
        return newestFirst.stream()
                .filter(tag -> Tag.sequence(tag) <= snapshot)
                .findFirst()
                .orElse(0L);
    }

    /** Returns the tag of the put that a reader sees; 0 if none. */
    private static long read(List<Long> newestFirst, long snapshot) {
        long tag = first(newestFirst, snapshot);
        return Tag.kind(tag) == EntryKind.PUT ? tag : 0;
    }

    private static Long[] box(long[] values) {
        return LongStream.of(values).boxed().toArray(Long[]::new);
    }

    @Test
    void sameSnapshotTwiceIsOneSnapshot() throws IOException {
        EntryRetention retention = new EntryRetention(new long[] {5, 5, 5, 7}, true, "test");
        assertTrue(retention.keeps(KEY, 0, 2, Tag.of(5, EntryKind.PUT)));
        assertFalse(retention.keeps(KEY, 0, 2, Tag.of(4, EntryKind.PUT)));
        assertFalse(retention.keeps(KEY, 0, 2, Tag.of(3, EntryKind.PUT)));
    }

    @Test
    void otherKeysAreTheirOwnHistories() throws IOException {
        EntryRetention retention = new EntryRetention(new long[0], true, "test");
        assertTrue(retention.keeps(KEY, 0, 1, Tag.of(1, EntryKind.PUT)));
        assertTrue(retention.isNewKey());
        assertTrue(retention.keeps(KEY, 0, 2, Tag.of(9, EntryKind.PUT)));
        assertTrue(retention.isNewKey());
        assertFalse(retention.isOverwritten());
        assertFalse(retention.keeps(KEY, 0, 2, Tag.of(8, EntryKind.PUT)));
        assertFalse(retention.isNewKey());
    }

    @Test
    void entryKindsOfTheFutureAreAnErrorAndNotDropped() throws IOException {
        int[] kinds = {EntryKind.RANGE_DELETE, EntryKind.PUT_WITH_EXPIRY, EntryKind.APPEND, 0, 6, 255};
        for (int kind : kinds) {
            EntryRetention retention = new EntryRetention(new long[0], true, "000007.sst");
            assertTrue(retention.keeps(KEY, 0, 2, Tag.of(9, EntryKind.PUT)));
            FormatVersionException refusal = assertThrows(
                    FormatVersionException.class, () -> retention.keeps(KEY, 0, 2, Tag.of(8, kind)));
            assertTrue(refusal.getMessage().contains("000007.sst"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("actual=" + kind), refusal.getMessage());
        }
    }

    @Test
    void entriesOutOfOrderAreDamage() throws IOException {
        EntryRetention keys = new EntryRetention(new long[0], true, "000007.sst");
        keys.keeps(KEY, 0, 2, Tag.of(9, EntryKind.PUT));
        assertThrows(CorruptionException.class, () -> keys.keeps(KEY, 0, 1, Tag.of(8, EntryKind.PUT)));
        EntryRetention tags = new EntryRetention(new long[0], true, "000007.sst");
        tags.keeps(KEY, 0, 2, Tag.of(9, EntryKind.PUT));
        assertThrows(CorruptionException.class, () -> tags.keeps(KEY, 0, 2, Tag.of(10, EntryKind.PUT)));
    }
}
