package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.minilsm.testing.FileOperation;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks over the operations of a store and checks, at each, that what it relies on is durable: F1, F2 and M1 of
 * docs/invariants.md. Knows nothing of the order that is written down in golden files. For one thread.
 */
final class DurableOrder {
    /** Files with bytes that no force has covered. */
    private final Set<String> unforced = new TreeSet<>();

    /** Names that no sync of the directory has covered. */
    private final Set<String> unsynced = new TreeSet<>();

    /** Checks the operations, which come behind all that were checked before. */
    void check(List<FileOperation> operations) {
        for (FileOperation operation : operations) {
            String name = name(operation.path());
            switch (operation.kind()) {
                case CREATE -> unsynced.add(name);
                case WRITE -> write(name, operation);
                case FORCE -> unforced.remove(name);
                case SYNC_DIRECTORY -> unsynced.clear();
                case RENAME -> {
                    unsynced.add(name(operation.target()));
                    if (unforced.remove(name)) {
                        unforced.add(name(operation.target()));
                    }
                }
                case DELETE -> delete(name, operation);
                default -> {
                    // Directories are made and synced in one call.
                }
            }
        }
    }

    private void write(String name, FileOperation operation) {
        if (name.startsWith("MANIFEST")) {
            requireNone(".sst", operation);
        } else if (name.equals("CURRENT") && operation.offset() > 0) {
            requireNone("", operation);
        }
        unforced.add(name);
    }

    /** What goes away is named no more, durably, or was never named. */
    private void delete(String name, FileOperation operation) {
        if (name.endsWith(".wal") || name.endsWith(".sst")) {
            assertFalse(unforced.stream().anyMatch(DurableOrder::isState), () -> "state not forced: " + operation);
        }
        unforced.remove(name);
        unsynced.remove(name);
    }

    /** Checks that nothing that acknowledged data needs is left to be made durable. */
    void requireAllDurable() {
        assertEquals(Set.of(), filter(unforced, ""), "not forced");
        assertEquals(Set.of(), filter(unsynced, ""), "names not synced");
    }

    /** The log in use may have writes that nobody waits for; what the manifest names may not. */
    private void requireNone(String ending, FileOperation before) {
        Set<String> files = filter(unforced, ending);
        files.remove("CURRENT");
        files.removeIf(name -> name.endsWith(".wal"));
        assertEquals(Set.of(), files, () -> "not forced before " + before);
        Set<String> names = filter(unsynced, ending);
        names.remove("CURRENT"); // The first time; it is synced before the store is open.
        assertEquals(Set.of(), names, () -> "names not synced before " + before);
    }

    private static Set<String> filter(Set<String> names, String ending) {
        Set<String> found = new TreeSet<>(names);
        // Who had the store and that it is being made are no promises.
        found.removeIf(name -> !name.endsWith(ending)
                || name.startsWith("OWNER")
                || name.equals("LOCK")
                || name.equals("CREATING"));
        return found;
    }

    private static boolean isState(String name) {
        return name.equals("CURRENT") || name.startsWith("MANIFEST");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
