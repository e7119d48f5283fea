package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.StorePoisonedException;
import java.util.Collection;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What the health checks of producers say. */
class HealthTest extends CamelTest {
    private final HeldStores stores = new HeldStores();

    @Override
    void configure(DefaultCamelContext starting) {
        stores.holding = false;
        MiniLsmComponent component = new MiniLsmComponent(starting, new OpenStores(stores));
        component.setHealthCheckProducerEnabled(true);
        starting.addComponent("minilsm", component);
        HealthCheckRegistry registry = HealthCheckHelper.getHealthCheckRegistry(starting);
        HealthCheckRepository producers = (HealthCheckRepository) registry.resolveById("producers");
        producers.setEnabled(true);
        registry.register(producers);
    }

    @Test
    void producerIsUpUntilItsStoreIsPoisonedAndGoneWhenStopped() throws Exception {
        addRoutes(routes -> routes.from("direct:in").routeId("in").to(store("key=k")));
        template.requestBody("direct:in", "v");
        assertEquals(List.of(HealthCheck.State.UP), states());
        stores.refusal = new StorePoisonedException("store is poisoned: directory=x");
        template.send("direct:in", exchange -> exchange.getIn().setBody("v"));
        assertEquals(List.of(HealthCheck.State.DOWN), states());
        assertTrue(results().iterator().next().getMessage().orElse("").contains("poisoned"));
        context.getRouteController().stopRoute("in");
        assertEquals(List.of(), states());
    }

    private Collection<HealthCheck.Result> results() {
        return HealthCheckHelper.invoke(context).stream()
                .filter(result -> result.getCheck().getId().startsWith("producer:minilsm"))
                .toList();
    }

    private List<HealthCheck.State> states() {
        return results().stream().map(HealthCheck.Result::getState).toList();
    }
}
