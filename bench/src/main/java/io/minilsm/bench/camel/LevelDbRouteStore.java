package io.minilsm.bench.camel;

import java.nio.file.Path;
import org.apache.camel.component.leveldb.LevelDBAggregationRepository;
import org.apache.camel.spi.AggregationRepository;

/** Camel's repository of groups in LevelDB, the last one that there is. Immutable. */
final class LevelDbRouteStore implements CamelStore {
    private final Path directory;

    LevelDbRouteStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public AggregationRepository aggregation() {
        LevelDBAggregationRepository repository = new LevelDBAggregationRepository(
                "groups", directory.resolve("leveldb").toString());
        repository.setSync(true);
        return repository;
    }

    @Override
    public long entries() {
        return -1;
    }
}
