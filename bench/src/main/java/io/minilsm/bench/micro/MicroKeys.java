package io.minilsm.bench.micro;

import io.minilsm.bench.workload.DataSet;
import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Suite;
import io.minilsm.internal.key.ScopedKey;
import java.util.Set;

/** The entries that all micro-benchmarks work on: as in the workloads, made in advance. Immutable. */
final class MicroKeys {
    static final int VALUE_BYTES = 100;
    private static final int VALUES = 1024;

    private final byte[][] plain;
    private final byte[][] scoped;
    private final byte[][] missing;
    private final byte[][] values = new byte[VALUES][VALUE_BYTES];
    private final DataSet data;

    MicroKeys(int count, KeyShape shape) {
        data = new DataSet(new RoundSettings(
                Suite.ENGINE, "", "", count, VALUE_BYTES, shape, 0, 0, 0, 0, 1, 0, Set.of()));
        plain = new byte[count][];
        scoped = new byte[count][];
        missing = new byte[count][];
        for (int i = 0; i < count; i++) {
            plain[i] = data.newKey();
            data.key(i, plain[i]);
            scoped[i] = ScopedKey.of(0, plain[i]);
            byte[] absent = data.newKey();
            data.missingKey(i, absent);
            missing[i] = ScopedKey.of(0, absent);
        }
        for (int i = 0; i < VALUES; i++) {
            data.value(i, 0, values[i]);
        }
    }

    int count() {
        return plain.length;
    }

    /** Returns the user's key of an entry. */
    byte[] plain(int index) {
        return plain[index];
    }

    /** Returns the key as the engine keeps it. */
    byte[] scoped(int index) {
        return scoped[index];
    }

    /** Returns a key as the engine would keep it, right behind that of the entry. */
    byte[] missing(int index) {
        return missing[index];
    }

    byte[] value(int index) {
        return values[index % VALUES];
    }

    /** Returns the position-th entry of the shuffled order. */
    int shuffled(int position) {
        return data.shuffled(position % plain.length);
    }
}
