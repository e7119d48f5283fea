package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A small history of a store that uses all that writes to the disk, with what it must and may leave behind: after any
 * failure a store holds the effects of a prefix of the steps, at least up to the last one known to be durable. For one
 * thread.
 */
final class FaultHistory {
    private static final String SPACE = "orders";
    private static final Consumer<Map<String, String>> NO_EFFECT = state -> {};

    /** Of its own: a directory can be open once in a JVM, so that a test that fails must not make others fail. */
    private final Path directory =
            Path.of("/faults-" + UUID.randomUUID()).toAbsolutePath();

    private final Runnable onClosed;
    private final Environment environment;
    private final Options options;
    private final List<Step> steps = new ArrayList<>();

    /** Content after each number of steps: 0 is before the first. */
    private final List<Map<String, String>> states = new ArrayList<>();

    private Store store;

    /** Steps that were begun. */
    private int sent;

    /** Steps that returned, so that their effects are visible. */
    private int done;

    /** Steps known to be durable. */
    private int durable;

    FaultHistory(Vfs vfs, boolean wal, Runnable onClosed) {
        this.onClosed = onClosed;
        environment = TestWorld.over(vfs);
        options = optionsOf(wal);
        states.add(Map.of());
        plan();
    }

    static Options optionsOf(boolean wal) {
        return Options.defaults()
                .withEnableWal(wal)
                .withMemoryBudgetBytes(4 << 20)
                .withMemtableBytes(64 << 10)
                .withTableFileBytes(64 << 10)
                .withWalSegmentBytes(64 << 10)
                .withBlockCacheBytes(0)
                .withCompactionStyle(CompactionStyle.NONE);
    }

    /** What a step does to the store. */
    @FunctionalInterface
    interface Action {
        void run(Store store) throws IOException;
    }

    private record Step(String name, Action action, boolean makesDurable, boolean looksAround) {}

    private void plan() {
        add("put a", put("a", "1", Durability.OS), false, state -> state.put("a", "1"));
        add("put b", put("b", "2", Durability.SYNC), true, state -> state.put("b", "2"));
        add("put c", put("c", "3", Durability.BUFFERED), false, state -> state.put("c", "3"));
        add("sync", Store::sync, true, NO_EFFECT);
        add("put in space", FaultHistory::putInSpace, true, state -> state.put(SPACE + "/a", "order"));
        add("flush", Store::flush, true, NO_EFFECT);
        add("delete a", store -> store.delete(bytes("a"), Durability.SYNC), true, state -> state.remove("a"));
        for (int i = 0; i < 4; i++) {
            String key = "large" + i;
            String value = key.repeat(5000);
            add("put " + key, put(key, value, Durability.OS), false, state -> state.put(key, value));
        }
        add("write later", FaultHistory::writeLater, true, state -> state.put("later", "4"));
        add("flush", Store::flush, true, NO_EFFECT);
        add("compact", store -> store.compact(Range.all()), true, NO_EFFECT);
        add("load", FaultHistory::load, true, state -> loaded().forEach(state::put));
        add("put b", put("b", "5", Durability.SYNC), true, state -> state.put("b", "5"));
        add("reopen", null, true, NO_EFFECT);
        add("put d", put("d", "6", Durability.SYNC), true, state -> state.put("d", "6"));
        add("compact", store -> store.compact(Range.all()), true, NO_EFFECT);
    }

    private void add(String name, Action action, boolean makesDurable, Consumer<Map<String, String>> effect) {
        boolean looksAround = effect == NO_EFFECT || name.equals("load");
        steps.add(new Step(name, action, makesDurable, looksAround));
        Map<String, String> state = new TreeMap<>(states.get(states.size() - 1));
        effect.accept(state);
        states.add(state);
    }

    /** Opens the store unless it is open, and runs the steps that are left; reads all back where tables change. */
    void run() throws IOException {
        open();
        while (done < steps.size()) {
            Step step = steps.get(done);
            sent = done + 1;
            if (step.action == null) {
                closeOpen();
                open();
            } else {
                step.action.run(store);
            }
            done = sent;
            if (step.makesDurable) {
                durable = done;
            }
            if (step.looksAround) {
                requireVisible();
            }
        }
    }

    private void open() throws IOException {
        if (store == null) {
            store = LsmStore.open(environment, directory, options);
        }
    }

    /** Returns whether a store is open, in whatever state. */
    boolean isOpen() {
        return store != null;
    }

    Store store() {
        return store;
    }

    boolean isComplete() {
        return done == steps.size();
    }

    /** Closes the store if it is open; afterwards, if that went well and the store took writes, all is durable. */
    void close(boolean takesWrites) throws IOException {
        if (store != null) {
            closeOpen();
            if (takesWrites) {
                durable = Math.max(durable, done);
            }
        }
    }

    private void closeOpen() throws IOException {
        Store closing = store;
        store = null;
        try {
            closing.close();
        } finally {
            onClosed.run();
        }
    }

    /** Checks that readers see what was done, and of the step that failed all or nothing. */
    void requireVisible() throws IOException {
        requireOneOf(content(store), done, sent, "visible");
    }

    /** Checks that the store on the file system holds a prefix of the steps that has everything durable. */
    void requireRecovered(Vfs healthy) throws IOException {
        try (Store reopened = LsmStore.open(TestWorld.over(healthy), directory, options)) {
            requireOneOf(content(reopened), durable, sent, "recovered");
            reopened.put(bytes("after"), bytes("x"), Durability.SYNC);
        }
        try (Store again = LsmStore.open(TestWorld.over(healthy), directory, options)) {
            assertEquals("x", text(again.get(bytes("after"))));
        }
    }

    private void requireOneOf(Map<String, String> actual, int least, int most, String what) {
        for (int prefix = least; prefix <= most; prefix++) {
            if (states.get(prefix).equals(actual)) {
                return;
            }
        }
        assertTrue(false, what + " is no prefix of " + least + ".." + most + " steps, next="
                + (least < steps.size() ? steps.get(least).name : "end") + ": keys=" + actual.keySet() + ", expected="
                + states.get(least).keySet());
    }

    private static Map<String, String> content(Store store) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Cursor cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                content.put(text(cursor.key()), text(cursor.value()));
            }
        }
        for (Map.Entry<String, String> entry : content.entrySet()) {
            assertEquals(entry.getValue(), text(store.get(bytes(entry.getKey()))), entry.getKey());
        }
        if (store.keySpaceNames().contains(SPACE)) {
            byte[] order = store.keySpace(SPACE).get(bytes("a"));
            if (order != null) {
                content.put(SPACE + "/a", text(order));
            }
        }
        return content;
    }

    private static Action put(String key, String value, Durability durability) {
        return store -> store.put(bytes(key), bytes(value), durability);
    }

    private static void putInSpace(Store store) throws IOException {
        KeySpace orders = store.keySpace(SPACE);
        orders.put(bytes("a"), bytes("order"), Durability.SYNC);
    }

    private static void writeLater(Store store) throws IOException {
        WriteBatch batch = new WriteBatch().put(bytes("later"), bytes("4"));
        try {
            store.writeAsync(batch, Durability.SYNC, Runnable::run)
                    .completion()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void load(Store store) throws IOException {
        store.bulkLoad(loaded().entrySet().stream()
                .map(entry -> Map.entry(bytes(entry.getKey()), bytes(entry.getValue())))
                .iterator());
    }

    private static TreeMap<String, String> loaded() {
        TreeMap<String, String> entries = new TreeMap<>();
        for (int i = 10; i < 40; i++) {
            entries.put("z" + i, "loaded " + i);
        }
        return entries;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
