package io.minilsm.bench.micro;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.BlockBuilder;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import java.util.Arrays;
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

/** Searches in a block of the default size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockBenchmark {
    private static final int BLOCK_BYTES = 4096;

    @Param
    private KeyShape keys;

    private MicroKeys entries;
    private byte[] block;
    private int next;
    private final LookupResult result = new LookupResult();

    /** Builds the block. */
    @Setup(Level.Trial)
    public void build() throws MalformedException {
        entries = new MicroKeys(32, keys);
        BlockBuilder builder = new BlockBuilder(BLOCK_BYTES);
        byte[] before = new byte[0];
        for (int i = 0; i < entries.count(); i++) {
            byte[] key = entries.scoped(i);
            byte[] value = entries.value(i);
            int shared = Math.max(0, Arrays.mismatch(before, key));
            builder.add(shared, key, 0, key.length, Tag.of(i + 1L, EntryKind.PUT), value, 0, value.length);
            before = key;
        }
        int length = builder.finish();
        block = Block.of(builder.array(), 0, length);
    }

    /** One search of a key that is there. */
    @Benchmark
    public int get() throws MalformedException {
        byte[] key = entries.scoped(entries.shuffled(next++ & Integer.MAX_VALUE));
        Block.get(block, key, 0, key.length, Tag.seekAt(Tag.MAX_SEQUENCE), result);
        return result.valueOffset();
    }

    /** One search of a key that is not there. */
    @Benchmark
    public boolean getMissing() throws MalformedException {
        byte[] key = entries.missing(entries.shuffled(next++ & Integer.MAX_VALUE));
        return Block.get(block, key, 0, key.length, Tag.seekAt(Tag.MAX_SEQUENCE), result);
    }
}
