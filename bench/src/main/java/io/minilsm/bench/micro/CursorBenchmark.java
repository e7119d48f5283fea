package io.minilsm.bench.micro;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.KeyShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Steps of a cursor over a store on disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CursorBenchmark {
    private static final int ENTRIES = 500_000;

    @Param
    private KeyShape keys;

    /** Where the entries are: all in tables of one level, or the newest tenth still in the memtable. */
    @Param({"TABLES", "BOTH"})
    private Place place;

    private Path directory;
    private Store store;
    private Cursor cursor;

    /** Where entries are. */
    public enum Place {
        /** All in tables. */
        TABLES,
        /** The last ones in memory. */
        BOTH
    }

    /** Fills a store. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        directory = Files.createTempDirectory("minilsm-micro");
        store = MiniLsm.open(directory, Options.defaults());
        MicroKeys entries = new MicroKeys(ENTRIES, keys);
        int compacted = place == Place.TABLES ? ENTRIES : ENTRIES / 10 * 9;
        for (int i = 0; i < ENTRIES; i++) {
            if (i == compacted) {
                store.compact(Range.all());
            }
            int index = entries.shuffled(i);
            store.put(entries.plain(index), entries.value(index));
        }
        if (place == Place.TABLES) {
            store.compact(Range.all());
        }
        cursor = store.cursor(Range.all());
    }

    /** One step forward, and the views of key and value; starts over at the end. */
    @Benchmark
    public int next() throws IOException {
        if (!cursor.next()) {
            return 0;
        }
        return cursor.keyView().remaining() + cursor.valueView().remaining();
    }

    /** One step backward. */
    @Benchmark
    public int prev() throws IOException {
        if (!cursor.prev()) {
            return 0;
        }
        return cursor.keyView().remaining() + cursor.valueView().remaining();
    }

    /** Removes the store. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        cursor.close();
        store.close();
        Directories.remove(directory);
    }
}
