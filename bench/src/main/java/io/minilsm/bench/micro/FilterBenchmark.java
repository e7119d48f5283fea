package io.minilsm.bench.micro;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.filter.BloomFilter;
import io.minilsm.internal.filter.BloomFilterBuilder;
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

/** Questions to the filter of a table of the default size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    private static final int ENTRIES = 400_000;
    private static final int BITS = 10;

    @Param
    private KeyShape keys;

    private MicroKeys entries;
    private BloomFilter filter;
    private int next;

    /** Builds the filter. */
    @Setup(Level.Trial)
    public void build() throws MalformedException {
        entries = new MicroKeys(ENTRIES, keys);
        BloomFilterBuilder builder = new BloomFilterBuilder(BITS);
        for (int i = 0; i < ENTRIES; i++) {
            byte[] key = entries.scoped(i);
            builder.add(key, 0, key.length);
        }
        byte[] array = builder.finish(0);
        filter = BloomFilter.of(array, array.length);
    }

    /** Asks for a key that is there. */
    @Benchmark
    public boolean present() {
        byte[] key = entries.scoped(entries.shuffled(next++ & Integer.MAX_VALUE));
        return filter.mayContain(key, 0, key.length);
    }

    /** Asks for a key that is not there. */
    @Benchmark
    public boolean missing() {
        byte[] key = entries.missing(entries.shuffled(next++ & Integer.MAX_VALUE));
        return filter.mayContain(key, 0, key.length);
    }
}
