package io.minilsm.camel;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StorePoisonedException;
import java.util.Map;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Health of one producer: down once its store was met damaged, poisoned or closed, as none of these heals without a
 * restart or a person. Thread-safe.
 */
final class MiniLsmHealthCheck extends AbstractHealthCheck {
    private final MiniLsmProducer producer;
    private final WritableHealthCheckRepository repository;

    private MiniLsmHealthCheck(MiniLsmProducer producer, WritableHealthCheckRepository repository) {
        super(
                "camel",
                "producer:minilsm-" + producer.getEndpoint().getComponent().nextProducerNumber());
        this.producer = producer;
        this.repository = repository;
    }

    /** Registers a check of the producer if checks of producers are wanted; null if not. */
    static MiniLsmHealthCheck register(MiniLsmProducer producer) {
        var context = producer.getEndpoint().getCamelContext();
        WritableHealthCheckRepository repository =
                HealthCheckHelper.getHealthCheckRepository(context, "producers", WritableHealthCheckRepository.class);
        if (repository == null) {
            return null;
        }
        MiniLsmHealthCheck check = new MiniLsmHealthCheck(producer, repository);
        check.setCamelContext(context);
        check.setEnabled(producer.getEndpoint().getComponent().isHealthCheckProducerEnabled());
        repository.addHealthCheck(check);
        return check;
    }

    void unregister() {
        repository.removeHealthCheck(this);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail(ENDPOINT_URI, producer.getEndpoint().getEndpointUri());
        Store store = producer.storeIfOpen();
        if (store == null) {
            builder.message("producer is stopped").down();
            return;
        }
        InFlightWrites.Figures figures = producer.figures();
        builder.detail("directory", store.directory().toString());
        builder.detail("inFlightWrites", figures.inFlight());
        builder.detail("inFlightBytes", figures.bytes());
        builder.detail("backPressureMillis", figures.waitNanos() / 1_000_000);
        Throwable failure = producer.lastFailure();
        if (failure instanceof StorePoisonedException
                || failure instanceof CorruptionException
                || failure instanceof StoreClosedException) {
            builder.message(failure.getMessage()).error(failure).down();
        } else {
            builder.up();
        }
    }
}
