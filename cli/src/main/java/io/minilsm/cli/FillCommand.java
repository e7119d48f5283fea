package io.minilsm.cli;

import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes made-up entries and says how fast. */
@Command(
        name = "fill",
        description = "Writes made-up entries and says how fast; makes the store if there is none.",
        mixinStandardHelpOptions = true)
final class FillCommand extends StoreCommand {
    private static final int MAX_VALUE_BYTES = 16 << 20;
    private static final int ENTRIES_PER_LOOK = 256;
    private static final int KEY_PREFIX_BYTES = 3;
    private static final long MAX_COUNT = 10_000_000_000_000L;

    @Option(names = "--count", paramLabel = "N", description = "Entries (default: ${DEFAULT-VALUE}).")
    private long count = 100_000;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Length of a value (default: ${DEFAULT-VALUE}).")
    private int valueBytes = 100;

    @Option(
            names = "--random",
            description = "Keys drawn at random, so that some come again, instead of one after the other.")
    private boolean random;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same entries.")
    private long seed = 1;

    @Option(names = "--batch", paramLabel = "N", description = "Entries per atomic write (default: ${DEFAULT-VALUE}).")
    private int batchEntries = 1;

    @Option(
            names = "--durability",
            description = "Of each write: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). All of it is durable at"
                    + " the end.")
    private Durability durability = Durability.OS;

    @Option(names = "--no-wal", description = "Without a log: writes become durable by flushes only.")
    private boolean noWal;

    @Override
    public Integer call() throws IOException {
        check("count", count, MAX_COUNT);
        check("value-bytes", valueBytes, MAX_VALUE_BYTES);
        check("batch", batchEntries, 1_000_000);
        Options options = noWal ? Options.defaults().withEnableWal(false) : Options.defaults();
        long writeNanos;
        long syncNanos;
        try (Store store = openOrCreate(options)) {
            long start = System.nanoTime();
            write(store);
            writeNanos = System.nanoTime() - start;
            store.sync();
            syncNanos = System.nanoTime() - start - writeNanos;
        }
        long bytes = count * (key(0).length + (long) valueBytes);
        if (isJson()) {
            json().write(JsonLines.object()
                    .put("entries", count)
                    .put("bytes", bytes)
                    .put("writeNanos", writeNanos)
                    .put("syncNanos", syncNanos)
                    .put("entriesPerSecond", Figures.perSecond(count, writeNanos)));
        } else {
            io().printLine(Figures.count(count) + " entries, " + Figures.size(bytes) + " in "
                    + Figures.time(writeNanos) + ": " + Figures.count(Figures.perSecond(count, writeNanos))
                    + " entries/s, " + Figures.size(Figures.perSecond(bytes, writeNanos)) + "/s at durability "
                    + durability + "; made durable in another " + Figures.time(syncNanos));
        }
        return ExitCode.DONE;
    }

    private void write(Store store) throws IOException {
        SplittableRandom source = new SplittableRandom(seed);
        byte[] value = new byte[valueBytes];
        WriteBatch batch = new WriteBatch();
        try (Progress progress = Progress.start(io(), "fill", count, "entries", 1, System::nanoTime)) {
            for (long i = 0; i < count; i++) {
                fillPrintable(value, source);
                batch.put(key(random ? source.nextLong(count) : i), value);
                if (batch.count() == batchEntries || i == count - 1) {
                    store.write(batch, durability);
                    batch.clear();
                }
                if (i % ENTRIES_PER_LOOK == 0 || i == count - 1) {
                    long done = i + 1;
                    progress.at(done, () -> "fill: " + Figures.count(done) + " of " + Figures.count(count));
                }
            }
        }
    }

    /** The word and the number in thirteen digits, made by hand because a format would cost more than the put. */
    private static byte[] key(long number) {
        byte[] key = "key0000000000000".getBytes(StandardCharsets.US_ASCII);
        long rest = number;
        for (int i = key.length - 1; rest > 0 && i >= KEY_PREFIX_BYTES; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    /** Half random letters, half a run of one: compresses about as well as real messages do. */
    private static void fillPrintable(byte[] value, SplittableRandom source) {
        int half = value.length / 2;
        long bits = 0;
        for (int i = 0; i < half; i++) {
            bits = i % 12 == 0 ? source.nextLong() : bits >>> 5;
            value[i] = (byte) ('a' + (bits & 31) % 26);
        }
        Arrays.fill(value, half, value.length, (byte) '.');
    }

    private void check(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw badArguments("--" + name + " out of range: actual=" + value + ", expected=1.." + most);
        }
    }
}
