package io.minilsm.internal.memtable;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.testing.Lincheck;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;

/** Every interleaving of a few calls, as far as a model checker gets: one thread adds, others look up and walk. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Lincheck 3.7 uses what later JDKs warn of")
@EnabledIfSystemProperty(
        named = "minilsm.long",
        matches = "true",
        disabledReason = "takes a minute on a busy machine")
class MemtableLincheckTest {
    @Test
    void lookupsAndWalksBesideAdditionsAreLinearizable() {
        Lincheck.modelCheck(MemtableCalls.class);
    }

    /** The calls that are tried; each instance starts with a leaf that splits at one of the next additions. */
    @Param(name = "key", gen = IntGen.class, conf = "0:3")
    public static class MemtableCalls {
        private static final int FILLED = 13;

        private final Memtable memtable = new Memtable();
        private int sequence;

        public MemtableCalls() {
            for (int i = 0; i < FILLED; i++) {
                add(10 + i);
            }
        }

        @Operation(nonParallelGroup = "writer")
        public int add(@Param(name = "key") int key) {
            byte[] entry = {(byte) key, (byte) ++sequence};
            memtable.add(0, entry, 0, 1, 1, 1, Tag.of(sequence, EntryKind.PUT));
            return sequence;
        }

        @Operation
        public int get(@Param(name = "key") int key) {
            byte[] scoped = ScopedKey.of(0, new byte[] {(byte) key});
            LookupResult result = new LookupResult();
            return memtable.get(scoped, 0, scoped.length, Tag.NEWEST, result)
                    ? result.valueArray()[result.valueOffset()]
                    : 0;
        }

        @Operation
        public int firstFrom(@Param(name = "key") int key) throws IOException {
            byte[] scoped = ScopedKey.of(0, new byte[] {(byte) key});
            try (InternalIterator entries = memtable.iterator()) {
                entries.seek(scoped, 0, scoped.length, Tag.NEWEST);
                return entries.isValid() ? entries.valueArray()[entries.valueOffset()] : 0;
            }
        }
    }
}
