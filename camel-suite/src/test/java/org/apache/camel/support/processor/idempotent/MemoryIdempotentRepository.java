package org.apache.camel.support.processor.idempotent;

import io.minilsm.api.Durability;
import io.minilsm.camel.SuiteStore;
import io.minilsm.camel.repository.MiniLsmIdempotentRepository;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Takes the place of Camel's repository in memory, so that Camel's own tests run on ours. Each has a name of its own in
 * the one store of the JVM.
 */
public class MemoryIdempotentRepository extends MiniLsmIdempotentRepository {
    /** Makes a repository that nothing else has the name of. */
    public MemoryIdempotentRepository() {
        super(SuiteStore.directory(), SuiteStore.newName());
        setDurability(Durability.OS); // These tests cut no power, and wait for each write.
        setPendingWithoutExchange(true);
        start();
    }

    /** As Camel's, which knows no difference: some tests override the other method. */
    @Override
    public boolean add(Exchange exchange, String key) {
        return add(key);
    }

    /** As Camel's; the map's keys are in the repository from the beginning. */
    public MemoryIdempotentRepository(Map<String, Object> keys) {
        this();
        keys.keySet().forEach(this::add);
    }

    /** As Camel's. */
    public static IdempotentRepository memoryIdempotentRepository() {
        return new MemoryIdempotentRepository();
    }

    /** As Camel's; ours needs no bound. */
    public static IdempotentRepository memoryIdempotentRepository(int cacheSize) {
        return new MemoryIdempotentRepository();
    }

    /** As Camel's; ours needs no bound. */
    public static IdempotentRepository memoryIdempotentRepositoryFifo(int cacheSize) {
        return new MemoryIdempotentRepository();
    }

    /** As Camel's. */
    public static IdempotentRepository memoryIdempotentRepository(Map<String, Object> keys) {
        return new MemoryIdempotentRepository(keys);
    }
}
