package io.minilsm.it.disk;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.testing.CallersThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A process with a history that ends: it opens a store, writes, flushes, merges, closes, opens again. All of it, what
 * the engine does in the background too, happens in one thread, so that the n-th system call is the same in each run.
 * An operation that fails ends the history; what must hold then is checked here.
 */
public final class ShortHistory {
    /** What it prints, with the number of its thread, when it is ready to begin; it begins when it is sent a line. */
    static final String READY = "ready ";

    /** Name of the file, beside the logs, with a line for each operation that failed. */
    static final String FAILURES = "failures.txt";

    /** So small that a few dozen steps fill segments and merge tables. */
    static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withTableFileBytes(64 << 10);

    private static final List<Durability> DURABILITIES =
            List.of(Durability.SYNC, Durability.OS, Durability.SYNC, Durability.BUFFERED);
    private static final int SESSIONS = 2;
    private static final int STEPS_OF_A_SESSION = 24;
    private static final int STEPS_OF_A_FLUSH = 7;

    private final WriterTask arguments;
    private final AckLog log;
    private final Plan plan;
    private final StringBuilder failures = new StringBuilder();
    private long sent;
    private long acknowledged;
    private boolean failed;

    private ShortHistory(WriterTask arguments) throws IOException {
        this.arguments = arguments;
        log = new AckLog(arguments.log(0));
        plan = new Plan(arguments.seed(), arguments.round(), 0);
        sent = arguments.done().get(0);
        acknowledged = sent;
    }

    /** Takes the words of {@link WriterTask}. */
    public static void main(String[] words) throws Exception {
        WriterTask arguments = WriterTask.parse(words);
        try {
            warmUp(arguments);
            ShortHistory history = new ShortHistory(arguments);
            System.out.println(READY
                    + Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
            while (System.in.read() != '\n') {
                continue;
            }
            history.run();
            Files.writeString(arguments.logs().resolve(FAILURES), history.failures);
        } catch (Throwable e) {
            WriterTask.fail("history", e);
        }
        Runtime.getRuntime().halt(0);
    }

    /** Loads all classes and runs once, so that the calls that are counted are the store's. */
    private static void warmUp(WriterTask arguments) throws Exception {
        Path place = Files.createDirectories(arguments.logs().resolve("warm-up"));
        new ShortHistory(new WriterTask(
                        place.resolve("store"), place, arguments.seed(), arguments.round(), arguments.done()))
                .run();
        Path classes = Path.of(
                LsmStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(classes)) {
            return; // A jar is open all the time.
        }
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                if (name.endsWith(".class") && name.startsWith("io.minilsm.") && !name.endsWith("-info.class")) {
                    Class.forName(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }

    private void run() throws IOException {
        for (int session = 0; session < SESSIONS && !failed; session++) {
            Store store;
            try {
                store = open(arguments.store());
            } catch (IOException e) {
                fail("open", e);
                return;
            }
            try {
                write(store);
            } catch (IOException e) {
                fail("write", e);
                requireReadsGoOn(store, e);
            }
            try {
                store.close();
            } catch (IOException e) {
                fail("close", e);
                store.close();
            }
        }
    }

    private void write(Store store) throws IOException {
        for (int i = 0; i < STEPS_OF_A_SESSION; i++) {
            WriteBatch batch = Plan.batch(plan.changes(sent + 1));
            log.sent(++sent);
            Durability durability = DURABILITIES.get((int) (sent % DURABILITIES.size()));
            long sequence = store.write(batch, durability);
            if (durability != Durability.BUFFERED) {
                log.acknowledged(sent, sequence, durability == Durability.SYNC);
                acknowledged = sent;
            }
            if (sent % STEPS_OF_A_FLUSH == 0) {
                store.flush();
            }
        }
        store.compact(Range.all());
    }

    /** After a failure everything acknowledged is still read, and what is poisoned stays so. */
    private void requireReadsGoOn(Store store, IOException failure) throws IOException {
        requireAcknowledged(store);
        boolean poisoned = failure instanceof StorePoisonedException;
        for (int i = 0; i < 2; i++) {
            try {
                store.put("probe".getBytes(StandardCharsets.UTF_8), new byte[1], Durability.SYNC);
                if (poisoned) {
                    throw new AssertionError("a poisoned store has taken a write");
                }
            } catch (StorePoisonedException e) {
                poisoned = true;
                fail("write after it", e);
            } catch (IOException e) {
                fail("write after it", e);
            }
        }
        requireAcknowledged(store);
    }

    private void requireAcknowledged(Store store) throws IOException {
        TreeMap<String, String> entries;
        try {
            entries = entriesOf(store, 0);
        } catch (CorruptionException e) {
            throw e;
        } catch (IOException e) {
            fail("read", e); // The device may fail for ever; then it is told.
            return;
        }
        new Lane(0, arguments.seed()).advance(arguments.round(), entries, acknowledged, sent);
    }

    private void fail(String operation, IOException failure) {
        failed = true;
        if (failure instanceof CorruptionException) {
            throw new AssertionError(operation + ": a device that fails was taken for damage", failure);
        }
        failures.append(operation).append(": ").append(failure).append('\n');
    }

    private static Store open(Path directory) throws IOException {
        Environment system = Environment.system();
        Environment oneThread = new Environment(
                system.vfs(),
                system.nanoTime(),
                system.currentMillis(),
                name -> new CallersThread(),
                system.random(),
                system.bootId(),
                false);
        return LsmStore.open(oneThread, directory, OPTIONS);
    }

    /** Returns what the store holds of a lane's keys. */
    static TreeMap<String, String> entriesOf(Store store, int lane) throws IOException {
        TreeMap<String, String> entries = new TreeMap<>();
        byte[] prefix = Plan.prefix(lane).getBytes(StandardCharsets.UTF_8);
        try (Cursor cursor = store.cursor(Range.prefix(prefix))) {
            while (cursor.next()) {
                entries.put(
                        new String(cursor.key(), StandardCharsets.UTF_8),
                        new String(cursor.value(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
