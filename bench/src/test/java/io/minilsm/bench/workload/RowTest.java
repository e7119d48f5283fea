package io.minilsm.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

final class RowTest {
    @Test
    void wordStandsForTheRowOfThatNameOrForAllThatBeginSo() {
        assertEquals(EnumSet.of(Row.READRANDOM), Row.named("readrandom"));
        assertEquals(EnumSet.of(Row.SEEK10, Row.SEEK100), Row.named("seek"));
        assertEquals(EnumSet.of(Row.FILLSYNC8), Row.named("fillsyncx8"));
        assertEquals(EnumSet.of(Row.SEEK10), Row.named("seek+next10"));
        assertThrows(IllegalArgumentException.class, () -> Row.named("nothing"));
        assertThrows(IllegalArgumentException.class, () -> Row.named(" "));
    }
}
