package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.VersionEdit.Builder;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule for an edit has one that just fits, and one beyond it by one, which is refused by that rule alone. */
class EditRulesTest {
    private static final String OUT_OF_TIME = "tables of level 0 share keys and sequences";
    private static final String NUMBER = "file number not reserved";
    private static final String SEQUENCE = "sequence not reserved";
    private static final String KEYS = "key range of table";
    private static final String COUNTS = "size and counts of table";
    private static final String SPACE_ID = "id of key space used before or out of range";
    private static final String SPACE_NAME = "length of key space name";
    private static final String WAL_END = "end of log segment outside of it";

    private final StoreState before = StateTransition.apply(
            StoreState.empty(Edits.STORE, new Reservation(1000, 100)),
            edit().addTable(0, Edits.table(2, "d", "f", 21, 29))
                    .addTable(1, Edits.table(3, "d", "f", 11, 19))
                    .addTable(Version.LEVELS - 1, Edits.table(5, "d", "f", 1, 9))
                    .newWal(new WalSegment(4, 1, 4096))
                    .newKeySpace("s", 16)
                    .flushedSequence(5)
                    .build());

    @Test
    void levelsEndAtTheFirstAndTheLast() {
        check(
                fitting(add(0, Edits.table(6)), edit().deleteTable(0, 2)),
                broken("level of added table", add(-1, Edits.table(6))));
        check(
                fitting(add(Version.LEVELS - 1, Edits.table(6))),
                broken("level of added table", add(Version.LEVELS, Edits.table(6))));
        check(
                fitting(edit().deleteTable(Version.LEVELS - 1, 5)),
                broken(
                        "level of deleted table",
                        edit().deleteTable(Version.LEVELS, 5),
                        edit().deleteTable(-1, 5)));
    }

    @Test
    void tableIsAddedAndDeletedOnce() {
        check(
                fitting(edit().addTable(2, Edits.table(6)).addTable(3, Edits.table(7))),
                broken("table added twice", edit().addTable(2, Edits.table(6)).addTable(3, Edits.table(6))));
        check(
                fitting(edit().deleteTable(1, 3).addTable(2, Edits.table(3))),
                broken("added table is there already", add(2, Edits.table(3))));
        check(
                fitting(edit().deleteTable(0, 2).deleteTable(1, 3)),
                broken("table deleted twice", edit().deleteTable(0, 2).deleteTable(0, 2)));
        check(fitting(edit().deleteTable(1, 3)), broken("deleted table is not in its level", edit().deleteTable(1, 2)));
    }

    @Test
    void keyRangeOfTableIsInOrderAndItsKeysAreOfKeyLength() {
        String longest = "a".repeat(ScopedKey.MAX_BYTES);
        check(fitting(keys("a", "b")), broken(KEYS, keys("", "b"), keys("", "")));
        check(fitting(keys(longest, "b")), broken(KEYS, keys(longest + "a", "b")));
        check(fitting(keys("a", longest)), broken(KEYS, keys("a", longest + "a")));
        check(fitting(keys("a", "a")), broken(KEYS, keys("a\0", "a")));
    }

    @Test
    void countsOfTableArePossible() {
        check(fitting(counts(1, 9, 2)), broken(COUNTS, counts(0, 9, 2)));
        check(fitting(counts(1, 1, 0)), broken(COUNTS, counts(1, 0, 0)));
        check(fitting(counts(1, 9, 0)), broken(COUNTS, counts(1, 9, -1)));
        check(fitting(counts(1, 9, 9)), broken(COUNTS, counts(1, 9, 10)));
    }

    @Test
    void tablesOfDeeperLevelsShareNoKey() {
        check(
                fitting(add(1, Edits.table(6, "f\0", "h", 30, 39)), add(1, Edits.table(6, "a", "c~", 30, 39))),
                broken(
                        "tables of level 1 overlap",
                        add(1, Edits.table(6, "f", "h", 30, 39)),
                        add(1, Edits.table(6, "a", "d", 30, 39))));
    }

    @Test
    void tablesOfLevelZeroThatShareKeysAreApartInTime() {
        check(
                fitting(add(0, Edits.table(6, "e", "e", 30, 39))),
                broken(OUT_OF_TIME, add(0, Edits.table(6, "e", "e", 29, 39))));
        check(
                fitting(add(0, Edits.table(6, "e", "e", 10, 20))),
                broken(OUT_OF_TIME, add(0, Edits.table(6, "e", "e", 10, 21))));
        check(
                fitting(add(0, Edits.table(6, "f\0", "h", 21, 29))),
                broken(OUT_OF_TIME, add(0, Edits.table(6, "f", "h", 21, 29))));
        check(
                fitting(add(0, Edits.table(6, "a", "c~", 21, 29))),
                broken(OUT_OF_TIME, add(0, Edits.table(6, "a", "d", 21, 29))));
    }

    @Test
    void levelZeroIsOrderedNewestFirstAndByNumberAmongEqualSequences() {
        VersionEdit.Builder edit = edit().addTable(0, Edits.table(8, "a", "a", 40, 40))
                .addTable(0, Edits.table(9, "b", "b", 40, 40))
                .addTable(0, Edits.table(7, "c", "c", 1, 1));
        List<TableMetadata> tables =
                StateTransition.apply(before, edit.build()).version().level(0);
        assertEquals(List.of(9L, 8L, 2L, 7L), tables.stream().map(TableMetadata::number).toList());
    }

    @Test
    void fileNumbersAreReserved() {
        check(
                fitting(add(0, Edits.table(1, "a", "b", 30, 39))),
                broken(NUMBER, add(0, Edits.table(0, "a", "b", 30, 39))));
        check(
                fitting(add(0, Edits.table(99, "a", "b", 30, 39))),
                broken(NUMBER, add(0, Edits.table(100, "a", "b", 30, 39))));
        check(fitting(edit().newWal(new WalSegment(1, 1, 1))), broken(NUMBER, edit().newWal(new WalSegment(0, 1, 1))));
        check(
                fitting(edit().newWal(new WalSegment(99, 1, 1))),
                broken(NUMBER, edit().newWal(new WalSegment(100, 1, 1))));
        StoreState after = StateTransition.apply(before, add(0, Edits.table(7)).build());
        assertEquals(8, after.nextFileNumber());
        assertEquals(8, StateTransition.apply(after, add(0, Edits.table(6)).build()).nextFileNumber());
    }

    @Test
    void sequencesAreReservedAndInOrder() {
        check(fitting(sequences(30, 30)), broken("sequence range of table", sequences(31, 30)));
        check(fitting(sequences(0, 20)), broken(SEQUENCE, sequences(-1, 20)));
        check(fitting(sequences(30, 1000)), broken(SEQUENCE, sequences(30, 1001)));
        check(fitting(edit().lastSequence(1000), edit().lastSequence(0)), broken(SEQUENCE, edit().lastSequence(1001)));
        check(fitting(edit().flushedSequence(1000)), broken(SEQUENCE, edit().flushedSequence(1001)));
        check(fitting(edit().flushedSequence(5)), broken("flushedSequence falls", edit().flushedSequence(4)));
        check(fitting(close(4, 0, 1000)), broken(SEQUENCE, close(4, 0, 1001)));
        assertEquals(39, StateTransition.apply(before, sequences(30, 39).build()).lastSequence());
        assertEquals(29, StateTransition.apply(before, edit().flushedSequence(7).build()).lastSequence());
        assertEquals(77, StateTransition.apply(before, close(4, 0, 77).build()).lastSequence());
    }

    @Test
    void sequencesFitATagHoweverManyAreReserved() {
        Reservation all = new Reservation(Long.MAX_VALUE, 100);
        check(
                fitting(edit().reservation(all).lastSequence(Tag.MAX_SEQUENCE)),
                broken(SEQUENCE, edit().reservation(all).lastSequence(Tag.MAX_SEQUENCE + 1)));
    }

    @Test
    void reservationNeverFalls() {
        check(
                fitting(edit().reservation(new Reservation(1000, 100))),
                broken("reserved sequence falls", edit().reservation(new Reservation(999, 100))));
        check(
                fitting(edit().reservation(new Reservation(1001, 101))),
                broken("reserved file number falls", edit().reservation(new Reservation(1001, 99))));
    }

    @Test
    void segmentIsAddedClosedAndDroppedOnce() {
        check(
                fitting(edit().newWal(new WalSegment(6, 1, 1))),
                broken("log segment added twice", edit().newWal(new WalSegment(4, 1, 1))));
        check(
                fitting(edit().newWal(new WalSegment(6, 1, 1))),
                broken("size of log segment", edit().newWal(new WalSegment(6, 1, 0))));
        check(fitting(edit().dropWal(4)), broken("dropped log segment is not there", edit().dropWal(3)));
        check(fitting(edit().dropWal(4)), broken("dropped log segment is not there", edit().dropWal(4).dropWal(4)));
        String closed = "closed log segment is not there or closed already";
        check(fitting(close(4, 9, 9)), broken(closed, close(3, 9, 9), close(4, 9, 9).closeWal(segment(4, 9, 9))));
    }

    @Test
    void endOfSegmentIsWithinIt() {
        check(fitting(close(4, 0, 9)), broken(WAL_END, close(4, -1, 9)));
        check(fitting(close(4, 4096, 9)), broken(WAL_END, close(4, 4097, 9)));
    }

    @Test
    void keySpaceHasAFreeIdAndANameOfItsOwn() {
        check(fitting(edit().newKeySpace("t", 17)), broken(SPACE_ID, edit().newKeySpace("t", 16)));
        check(
                fitting(edit().newKeySpace("t", ScopedKey.MAX_SPACE)),
                broken(SPACE_ID, edit().newKeySpace("t", ScopedKey.MAX_SPACE + 1)));
        check(fitting(edit().newKeySpace("t", 17)), broken("key space named twice", edit().newKeySpace("s", 17)));
        check(fitting(edit().newKeySpace("t", 17)), broken(SPACE_NAME, edit().newKeySpace("", 17)));
        check(
                fitting(edit().newKeySpace("t".repeat(255), 17)),
                broken(SPACE_NAME, edit().newKeySpace("t".repeat(256), 17)));
        check(
                fitting(edit().newKeySpace("\uD83D\uDE00", 17)),
                broken("key space name is not Unicode", edit().newKeySpace("\uD83D", 17)));
        VersionEdit two = edit().newKeySpace("t", 17).newKeySpace("u", 20).build();
        assertEquals(21, StateTransition.apply(before, two).nextSpaceId());
    }

    private void check(List<Builder> fitting, Broken broken) {
        for (Builder edit : fitting) {
            VersionEdit built = edit.build();
            assertDoesNotThrow(() -> StateTransition.apply(before, built), built::toString);
        }
        for (Builder edit : broken.edits()) {
            VersionEdit built = edit.build();
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> StateTransition.apply(before, built), built::toString);
            assertTrue(e.getMessage().startsWith(broken.rule() + ": actual="), e::getMessage);
        }
    }

    private record Broken(String rule, List<Builder> edits) {}

    private static List<Builder> fitting(Builder... edits) {
        return List.of(edits);
    }

    private static Broken broken(String rule, Builder... edits) {
        return new Broken(rule, List.of(edits));
    }

    private static Builder edit() {
        return VersionEdit.builder(EditType.FLUSH);
    }

    private static Builder add(int level, TableMetadata table) {
        return edit().addTable(level, table);
    }

    private static Builder keys(String smallest, String largest) {
        return add(3, Edits.table(6, smallest, largest, 30, 39));
    }

    private static Builder sequences(long smallest, long largest) {
        return add(3, Edits.table(6, "a", "b", smallest, largest));
    }

    private static Builder counts(long sizeBytes, long entries, long deletes) {
        byte[] key = Edits.bytes("a");
        return add(3, new TableMetadata(6, sizeBytes, key, key, 30, 39, entries, deletes, 1));
    }

    private static Builder close(long number, long endOffset, long lastSequence) {
        return edit().closeWal(segment(number, endOffset, lastSequence));
    }

    private static ClosedSegment segment(long number, long endOffset, long lastSequence) {
        return new ClosedSegment(number, endOffset, lastSequence, 1);
    }
}
