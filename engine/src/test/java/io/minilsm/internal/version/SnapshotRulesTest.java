package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.version.VersionEdit.SnapshotHeader;
import io.minilsm.internal.wal.WalSegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snapshot that a manifest begins with is whole, of this format, and behind everything that it names. */
class SnapshotRulesTest {
    private static final int FORMAT = FileHeader.FORMAT_VERSION;
    private static final String ORDER = StoreState.UNSIGNED_BYTES;

    @Test
    void snapshotMayBeRightBehindWhatItNames() {
        StoreState state = StateTransition.start(
                snapshot(header(FORMAT, ORDER, 5, 17, 0)).build());
        assertEquals(5, state.nextFileNumber());
        assertEquals(17, state.nextSpaceId());
        assertEquals(Edits.STORE, state.storeId());
        assertEquals(new Reservation(1000, 100), state.reservation());
    }

    @Test
    void snapshotMayBeFarBehindWhatItNames() {
        StoreState state = StateTransition.start(
                snapshot(header(FORMAT, ORDER, 50, 70, 0)).build());
        assertEquals(50, state.nextFileNumber());
        assertEquals(70, state.nextSpaceId());
    }

    @Test
    void snapshotThatIsNotBehindWhatItNamesIsRefused() {
        refused("nextFileNumber", snapshot(header(FORMAT, ORDER, 4, 17, 0)));
        refused("nextSpaceId", snapshot(header(FORMAT, ORDER, 5, 16, 0)));
    }

    @Test
    void snapshotOfAnotherFormatOrOrderIsRefused() {
        refused("formatVersion", snapshot(header(FORMAT + 1, ORDER, 5, 17, 0)));
        refused("comparator", snapshot(header(FORMAT, "signed-bytes", 5, 17, 0)));
        refused("tableRecords", snapshot(header(FORMAT, ORDER, 5, 17, -1)));
    }

    @Test
    void firstRecordThatIsNotAWholeSnapshotIsRefused() {
        SnapshotHeader header = header(FORMAT, ORDER, 5, 17, 0);
        Reservation reserved = new Reservation(1000, 100);
        String notSnapshot = "first record is not a snapshot";
        refused(notSnapshot, VersionEdit.builder(EditType.SNAPSHOT).reservation(reserved));
        refused(notSnapshot, VersionEdit.builder(EditType.FLUSH).reservation(reserved).snapshot(header));
        refused("snapshot without reservation", VersionEdit.builder(EditType.SNAPSHOT).snapshot(header));
    }

    @Test
    void snapshotBehindTheFirstRecordIsRefused() {
        SnapshotHeader header = header(FORMAT, ORDER, 5, 17, 0);
        StoreState state = StateTransition.start(snapshot(header).build());
        for (VersionEdit.Builder edit : List.of(
                VersionEdit.builder(EditType.SNAPSHOT),
                VersionEdit.builder(EditType.FLUSH).snapshot(header))) {
            VersionEdit built = edit.build();
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> StateTransition.apply(state, built));
            assertTrue(e.getMessage().startsWith("snapshot behind the first record"), e::getMessage);
        }
    }

    @Test
    void tablesOfASnapshotAreSplitIntoRecordsOfAboutAMegabyteAndAllThere() {
        List<TableMetadata> tables = new ArrayList<>();
        for (int number = 1; number <= 40; number++) {
            String key = Edits.key(number) + "k".repeat(60_000);
            tables.add(Edits.table(number, key, key + "~", number, number));
        }
        List<List<TableMetadata>> levels = new ArrayList<>(Collections.nCopies(Version.LEVELS, List.of()));
        levels.set(3, tables.subList(0, 20));
        levels.set(6, tables.subList(20, 40));
        StoreState empty = StoreState.empty(Edits.STORE, new Reservation(1000, 100));
        VersionEdit.Builder first = VersionEdit.builder(EditType.FLUSH);
        for (int level = 0; level < levels.size(); level++) {
            for (TableMetadata table : levels.get(level)) {
                first.addTable(level, table);
            }
        }
        List<VersionEdit> edits = StateTransition.apply(empty, first.build()).toSnapshot();
        assertEquals(edits.size() - 1, edits.get(0).snapshot().tableRecords());
        assertTrue(edits.size() > 3, () -> "records: " + edits.size());
        StoreState read = StateTransition.start(edits.get(0));
        for (VersionEdit edit : edits.subList(1, edits.size())) {
            int bytes = EditCodec.encode(edit).length;
            assertTrue(bytes < 2 << 20, () -> "record of " + bytes + " bytes");
            read = StateTransition.apply(read, edit);
        }
        assertEquals(tables, read.version().tables());
        assertEquals(levels.get(3), read.version().level(3));
    }

    private static void refused(String rule, VersionEdit.Builder edit) {
        VersionEdit built = edit.build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> StateTransition.start(built), built::toString);
        assertTrue(e.getMessage().startsWith(rule + ": actual="), e::getMessage);
    }

    private static SnapshotHeader header(int format, String order, long fileNumber, int spaceId, int records) {
        return new SnapshotHeader(format, Edits.STORE, order, fileNumber, spaceId, records);
    }

    private static VersionEdit.Builder snapshot(SnapshotHeader header) {
        return VersionEdit.builder(EditType.SNAPSHOT)
                .snapshot(header)
                .reservation(new Reservation(1000, 100))
                .newWal(new WalSegment(4, 1, 4096))
                .newKeySpace("s", 16);
    }
}
