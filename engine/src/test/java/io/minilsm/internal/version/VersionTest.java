package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final TableMetadata LEFT = Edits.table(1, "d", "f", 1, 9);
    private static final TableMetadata RIGHT = Edits.table(2, "k", "m", 1, 9);

    @Test
    void tableOverlapsARangeThatTouchesItsBorders() {
        assertTrue(overlaps("a", "d"));
        assertFalse(overlaps("a", "c~"));
        assertTrue(overlaps("f", "z"));
        assertFalse(overlaps("f\0", "z"));
        assertTrue(overlaps("e", "e"));
        assertTrue(overlaps("a", "z"));
    }

    @Test
    void nullBoundIsOpen() {
        assertTrue(overlaps(null, null));
        assertTrue(overlaps(null, "d"));
        assertFalse(overlaps(null, "c~"));
        assertTrue(overlaps("f", null));
        assertFalse(overlaps("f\0", null));
    }

    @Test
    void keysAreComparedUnsigned() {
        TableMetadata table = Edits.table(1, "a", "\u00f0", 1, 9);
        assertTrue(table.overlaps(Edits.bytes("\u0080"), Edits.bytes("\u0081")));
        assertFalse(table.overlaps(Edits.bytes("\u00f1"), null));
    }

    @Test
    void overlappingReturnsTheTablesOfThatLevelThatMeetTheRange() {
        Version version = version();
        assertEquals(List.of(LEFT), overlapping(version, "f", "j"));
        assertEquals(List.of(RIGHT), overlapping(version, "g", "k"));
        assertEquals(List.of(), overlapping(version, "g", "j"));
        assertEquals(List.of(LEFT, RIGHT), overlapping(version, "f", "k"));
        assertEquals(List.of(LEFT, RIGHT), version.overlapping(1, null, null));
        assertEquals(List.of(), version.overlapping(2, null, null));
    }

    @Test
    void bytesOfALevelAreThoseOfItsTables() {
        assertEquals(LEFT.sizeBytes() + RIGHT.sizeBytes(), version().levelBytes(1));
        assertEquals(0, version().levelBytes(2));
    }

    @Test
    void tablesAreReturnedLevelByLevel() {
        assertEquals(List.of(3L, 1L, 2L), version().tables().stream().map(TableMetadata::number).toList());
        assertEquals(List.of(), Version.empty().tables());
    }

    @Test
    void versionHasExactlyItsLevels() {
        for (int count : new int[] {Version.LEVELS - 1, Version.LEVELS + 1}) {
            List<List<TableMetadata>> levels = Collections.nCopies(count, List.of());
            assertThrows(IllegalArgumentException.class, () -> new Version(levels));
        }
    }

    @Test
    void tablesAreTheSameByNumberAlone() {
        TableMetadata same = Edits.table(1, "x", "y", 3, 4);
        assertEquals(LEFT, same);
        assertEquals(LEFT.hashCode(), same.hashCode());
        assertEquals(Long.hashCode(2), RIGHT.hashCode());
        assertNotEquals(LEFT, Edits.table(2, "d", "f", 1, 9));
        assertNotEquals(LEFT, (Object) 1L);
    }

    private static boolean overlaps(String from, String to) {
        return LEFT.overlaps(bytes(from), bytes(to));
    }

    private static List<TableMetadata> overlapping(Version version, String from, String to) {
        return version.overlapping(1, bytes(from), bytes(to));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : Edits.bytes(text);
    }

    private static Version version() {
        List<List<TableMetadata>> levels = new ArrayList<>(Collections.nCopies(Version.LEVELS, List.of()));
        levels.set(0, List.of(Edits.table(3, "a", "z", 20, 29)));
        levels.set(1, List.of(LEFT, RIGHT));
        return new Version(levels);
    }
}
