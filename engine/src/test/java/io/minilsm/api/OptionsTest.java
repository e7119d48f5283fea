package io.minilsm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Options DEFAULTS = Options.defaults();

    @Test
    void sizesAreTakenAtTheirLimitsAndRefusedBeyond() {
        limits(DEFAULTS::withMemoryBudgetBytes, Options::memoryBudgetBytes, 4 << 20, Long.MAX_VALUE);
        limits(DEFAULTS::withMemtableBytes, Options::memtableBytes, 64 << 10, 1L << 30);
        limits(DEFAULTS::withBlockCacheBytes, Options::blockCacheBytes, 0, Long.MAX_VALUE);
        limits(size -> DEFAULTS.withBlockSizeBytes((int) size), Options::blockSizeBytes, 512, 1 << 20);
        limits(DEFAULTS::withTableFileBytes, Options::tableFileBytes, 64 << 10, 1L << 30);
        limits(bits -> DEFAULTS.withBloomBitsPerKey((int) bits), Options::bloomBitsPerKey, 0, 24);
        limits(DEFAULTS::withWalSegmentBytes, Options::walSegmentBytes, 64 << 10, 1L << 30);
    }

    @Test
    void derivedSizesStayWithinTheBudget() {
        Options options = DEFAULTS.withMemoryBudgetBytes(70 << 20);
        assertEquals(10 << 20, options.memtableBytes());
        assertEquals(40 << 20, options.blockCacheBytes());
    }

    @Test
    void usersConflictOnlyOverWhatTheyAskedFor() {
        Options open = DEFAULTS.withMemtableBytes(1 << 20);
        assertNull(open.conflictWith(DEFAULTS));
        assertNull(open.conflictWith(DEFAULTS.withDurability(Durability.SYNC)));
        assertNull(open.conflictWith(DEFAULTS.withMemtableBytes(1 << 20)));
        String conflict = open.conflictWith(DEFAULTS.withMemtableBytes(2 << 20));
        assertTrue(conflict.startsWith("memtableBytes: asked=2097152"), conflict);
    }

    private static void limits(
            LongFunction<Options> with, ToLongFunction<Options> read, long smallest, long largest) {
        assertEquals(smallest, read.applyAsLong(with.apply(smallest)));
        assertEquals(largest, read.applyAsLong(with.apply(largest)));
        assertThrows(IllegalArgumentException.class, () -> with.apply(smallest - 1));
        if (largest < Long.MAX_VALUE) {
            assertThrows(IllegalArgumentException.class, () -> with.apply(largest + 1));
        }
    }
}
