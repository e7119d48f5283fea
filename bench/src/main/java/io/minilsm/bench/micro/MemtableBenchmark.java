package io.minilsm.bench.micro;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.memtable.Memtable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Inserts into a memtable and lookups in it; a full one is about as large as that of the default budget. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemtableBenchmark {
    private static final int ENTRIES = 400_000;

    @Param
    private KeyShape keys;

    private MicroKeys entries;
    private Memtable full;
    private Memtable filling;
    private int filled;
    private int next;
    private final LookupResult result = new LookupResult();

    /** Fills the memtable that is read. */
    @Setup(Level.Trial)
    public void fill() {
        entries = new MicroKeys(ENTRIES, keys);
        full = new Memtable();
        for (int i = 0; i < ENTRIES; i++) {
            add(full, i);
        }
        filling = new Memtable();
    }

    private void add(Memtable target, int position) {
        int index = entries.shuffled(position);
        byte[] key = entries.plain(index);
        byte[] value = entries.value(index);
        byte[] joined = joinedBuffer(key.length + value.length);
        System.arraycopy(key, 0, joined, 0, key.length);
        System.arraycopy(value, 0, joined, key.length, value.length);
        target.add(0, joined, 0, key.length, key.length, value.length, Tag.of(position + 1L, EntryKind.PUT));
    }

    private byte[] joined = new byte[0];

    private byte[] joinedBuffer(int bytes) {
        if (joined.length != bytes) {
            joined = new byte[bytes];
        }
        return joined;
    }

    /** One insert in shuffled order; a full memtable is replaced by an empty one. */
    @Benchmark
    public void insert() {
        if (filled == ENTRIES) {
            filling = new Memtable();
            filled = 0;
        }
        add(filling, filled++);
    }

    /** One lookup of a key that is there. */
    @Benchmark
    public int get() {
        byte[] key = entries.scoped(entries.shuffled(next++ & Integer.MAX_VALUE));
        full.get(key, 0, key.length, Tag.seekAt(Tag.MAX_SEQUENCE), result);
        return result.valueOffset();
    }

    /** One lookup of a key that is not there. */
    @Benchmark
    public boolean getMissing() {
        byte[] key = entries.missing(entries.shuffled(next++ & Integer.MAX_VALUE));
        return full.get(key, 0, key.length, Tag.seekAt(Tag.MAX_SEQUENCE), result);
    }
}
