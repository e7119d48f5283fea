package io.minilsm.internal.db;

import io.minilsm.api.Durability;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;

/** A key space of a store that was made by name. Thread-safe. */
final class NamedSpace extends SpaceOperations {
    private final LsmStore store;

    NamedSpace(LsmStore store, String name, int id) {
        super(name, id);
        this.store = store;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    Reads reads() {
        return store.reads();
    }

    @Override
    long commit(WriteBatch batch, Durability durability) throws IOException {
        return store.commit(batch, durability);
    }

    @Override
    Durability defaultDurability() {
        return store.defaultDurability();
    }
}
