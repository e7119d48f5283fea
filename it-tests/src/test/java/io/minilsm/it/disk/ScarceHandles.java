package io.minilsm.it.disk;

import io.minilsm.MiniLsm;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A process that has taken all its file handles writes on, and looks at its store when it has some again. */
public final class ScarceHandles {
    /** What it prints before its figures, if all was as it must be. */
    static final String RIGHT = "right: ";

    /** Small, so that tables and segments are made, and merged, while there are no handles. */
    private static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(256 << 10)
            .withWalSegmentBytes(256 << 10)
            .withTableFileBytes(256 << 10);

    private static final int WRITES = 150;
    private static final int MOST_HANDLES = 100_000;

    private final Path directory;
    private final Deque<Closeable> taken = new ArrayDeque<>();
    private int acknowledged;
    private int failures;

    private ScarceHandles(Path directory) {
        this.directory = directory;
    }

    /** Takes the directory of the store. */
    public static void main(String[] words) {
        try {
            new ScarceHandles(Path.of(words[0])).run();
        } catch (Throwable e) {
            WriterTask.fail("scarce handles", e);
        }
    }

    private void run() throws IOException {
        // Once with all handles there, so that no class has to be loaded without any.
        try (Store store = MiniLsm.open(directory, SMALL)) {
            write(store);
            store.flush();
        }
        require(failures == 0 && acknowledged == WRITES, "writes failed too early");
        refuseToOpenWithoutHandles();
        Store store = MiniLsm.open(directory, SMALL);
        takeAll();
        write(store);
        attempt(store::flush);
        write(store);
        int failed = failures;
        letAllGo();
        NumberedEntries.requireAll(store, acknowledged);
        attempt(store::close);
        judge();
        System.out.println(RIGHT + acknowledged + " writes acknowledged, " + failed + " failed");
    }

    private void refuseToOpenWithoutHandles() throws IOException {
        takeAll();
        try {
            MiniLsm.open(directory, SMALL).close();
            throw new AssertionError("opened without a file handle");
        } catch (CorruptionException e) {
            throw new AssertionError("a lack of file handles was taken for damage", e);
        } catch (IOException e) {
            require(e.toString().contains("Too many open files"), e.toString());
        } finally {
            letAllGo();
        }
    }

    private void write(Store store) {
        for (int i = 0; i < WRITES; i++) {
            attempt(() -> {
                store.put(NumberedEntries.key(acknowledged), NumberedEntries.value(acknowledged), Durability.SYNC);
                acknowledged++;
            });
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private void attempt(Call call) {
        try {
            call.run();
        } catch (CorruptionException e) {
            throw new AssertionError("a lack of file handles was taken for damage", e);
        } catch (IOException e) {
            failures++;
        }
    }

    private void judge() throws IOException {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            NumberedEntries.requireAll(store, acknowledged);
            store.put(NumberedEntries.key(acknowledged), NumberedEntries.value(acknowledged), Durability.SYNC);
        }
        VerifyReport report = Verify.run(directory);
        require(report.isClean(), "verify finds damage: " + report.damages());
    }

    private void takeAll() throws IOException {
        Path any = directory.resolveSibling("any");
        Files.writeString(any, "");
        while (taken.size() < MOST_HANDLES) {
            try {
                taken.add(new FileInputStream(any.toFile()));
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("no limit");
    }

    private void letAllGo() throws IOException {
        while (!taken.isEmpty()) {
            taken.pop().close();
        }
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new AssertionError(what);
        }
    }
}
