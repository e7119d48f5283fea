package io.minilsm.bench.camel;

import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/** The route alone. Stateless. */
final class NoRouteStore implements CamelStore {
    private static final int REMEMBERED = 1 << 20;

    @Override
    public String endpoint() {
        return "";
    }

    @Override
    public String listEndpoint() {
        return "";
    }

    @Override
    public Object element(String key, byte[] value) {
        return value;
    }

    @Override
    public AggregationRepository aggregation() {
        return new MemoryAggregationRepository();
    }

    @Override
    public IdempotentRepository idempotent() {
        return MemoryIdempotentRepository.memoryIdempotentRepository(REMEMBERED);
    }

    @Override
    public long entries() {
        return -1;
    }
}
