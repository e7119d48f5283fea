package io.minilsm.bench.camel;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.camel.MiniLsmConstants;
import io.minilsm.camel.MiniLsmEntry;
import io.minilsm.camel.repository.MiniLsmAggregationRepository;
import io.minilsm.camel.repository.MiniLsmIdempotentRepository;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.IdempotentRepository;

/** The component and the repositories of this project. For one thread. */
final class MiniLsmRouteStore implements CamelStore {
    private final Path directory;
    private final Durability durability;
    private final long memoryBytes;

    MiniLsmRouteStore(Path directory, boolean sync, long memoryBytes) {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
        durability = sync ? Durability.SYNC : Durability.OS;
    }

    @Override
    public String keyHeader() {
        return MiniLsmConstants.KEY;
    }

    @Override
    public String endpoint() {
        return "minilsm:" + directory + "?durability=" + durability + "&memoryBudgetBytes=" + memoryBytes;
    }

    @Override
    public String listEndpoint() {
        return endpoint();
    }

    @Override
    public Object element(String key, byte[] value) {
        return new MiniLsmEntry(key, value);
    }

    @Override
    public AggregationRepository aggregation() {
        return new MiniLsmAggregationRepository(directory.toString(), "groups");
    }

    @Override
    public IdempotentRepository idempotent() {
        return new MiniLsmIdempotentRepository(directory.toString(), "ids");
    }

    @Override
    public long entries() throws IOException {
        try (Store store = MiniLsm.open(directory, Options.defaults());
                Cursor all = store.cursor(Range.all())) {
            long entries = 0;
            while (all.next()) {
                entries++;
            }
            return entries;
        }
    }
}
