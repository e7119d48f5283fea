package io.minilsm.internal.db;

import io.minilsm.api.StoreReadOnlyException;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The catalog of named key spaces, which is in the manifest. Thread-safe. */
final class KeySpaces {
    /** Longest name in characters. */
    private static final int MAX_NAME_LENGTH = 255;

    private final Catalog catalog;
    private final ReentrantLock lock = new ReentrantLock();

    /** Replaced under lock, read by any. */
    private volatile Map<String, Integer> ids;

    /** Makes the catalog; {@code catalog} is null for a store that was opened read-only. */
    KeySpaces(StoreState state, Catalog catalog) {
        this.catalog = catalog;
        ids = state.keySpaces();
    }

    /** Returns the id of the key space, making it durably if it is new. */
    int idOf(String name) throws IOException {
        Integer known = ids.get(name);
        return known != null ? known : create(name);
    }

    /** Returns the name of the key space of that id; empty for the plain keys. */
    String nameOf(int id) {
        if (id == 0) {
            return "";
        }
        for (Map.Entry<String, Integer> space : ids.entrySet()) {
            if (space.getValue() == id) {
                return space.getKey();
            }
        }
        throw new IllegalStateException("key space has no name: id=" + id);
    }

    List<String> names() {
        return List.copyOf(ids.keySet());
    }

    private int create(String name) throws IOException {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "key space name out of range: actual=" + name.length() + ", expected=1.." + MAX_NAME_LENGTH
                            + " characters");
        }
        if (catalog == null) {
            throw new StoreReadOnlyException(
                    "key space is not there, and the store was opened read-only: name=" + name);
        }
        lock.lock();
        try {
            Integer known = ids.get(name);
            if (known != null) {
                return known;
            }
            int id = catalog.state().nextSpaceId();
            ids = catalog.apply(VersionEdit.builder(EditType.KEY_SPACE)
                            .newKeySpace(name, id)
                            .build())
                    .keySpaces();
            return id;
        } finally {
            lock.unlock();
        }
    }
}
