package io.minilsm.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Camel's own tools see of the component: its console, its health, its kamelets. */
@Timeout(60)
class OperationsOfCamelTest extends CamelTest {
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Override
    void configure(DefaultCamelContext starting) {
        HealthCheckRegistry registry = HealthCheckHelper.getHealthCheckRegistry(starting);
        HealthCheckRepository consumers = (HealthCheckRepository) registry.resolveById("consumers");
        consumers.setEnabled(true);
        registry.register(consumers);
    }

    private void consume() throws Exception {
        addRoutes(routes -> routes.from(store("consume=changes&cursor=c&delay=10&initialDelay=0"))
                .routeId("changes")
                .process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (body.equals("poison")) {
                        throw new IllegalStateException("poison");
                    }
                    received.add(body);
                }));
    }

    @Test
    void consoleShowsEndpointsAndStores() throws Exception {
        consume();
        send(store(""), "value", MiniLsmConstants.KEY, "k");
        await().until(() -> received.size() == 1);
        DevConsole console = PluginHelper.getDevConsoleResolver(context).resolveDevConsole("minilsm");
        assertInstanceOf(MiniLsmDevConsole.class, console);
        ((MiniLsmDevConsole) console).setCamelContext(context);
        Map<?, ?> json = (Map<?, ?>) console.call(MediaType.JSON);
        assertEquals(2, ((List<?>) json.get("endpoints")).size());
        Map<?, ?> figures = (Map<?, ?>) ((List<?>) json.get("stores")).get(0);
        assertEquals(directory.resolve("store").toRealPath().toString(), figures.get("directory"));
        assertTrue((long) figures.get("entriesWritten") >= 1, figures::toString);
        String text = (String) console.call(MediaType.TEXT);
        assertTrue(text.contains("endpoint: uri=minilsm:"), text);
        assertTrue(text.contains("deliveredMessages=1"), text);
        assertTrue(text.contains("store: directory="), text);
    }

    @Test
    void healthOfAConsumerSaysWhatFails() throws Exception {
        context.getComponent("minilsm", MiniLsmComponent.class).setHealthCheckConsumerEnabled(true);
        consume();
        send(store(""), "value", MiniLsmConstants.KEY, "k");
        await().until(() -> received.size() == 1);
        assertEquals(HealthCheck.State.UP, healthOfConsumer());
    }

    private HealthCheck.State healthOfConsumer() {
        return HealthCheckHelper.invoke(context).stream()
                .filter(result -> result.getCheck().getId().startsWith("consumer:"))
                .map(HealthCheck.Result::getState)
                .findFirst()
                .orElse(null);
    }

    @Test
    void kameletsStoreAndDeliver() throws Exception {
        // Camel's component of that name only finds the template and joins its two ends.
        context.addComponent("kamelet", new DirectComponent());
        for (String kamelet : List.of("minilsm-source", "minilsm-sink")) {
            var resource = PluginHelper.getResourceLoader(context)
                    .resolveResource("classpath:kamelets/" + kamelet + ".kamelet.yaml");
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        }
        String name = directory.resolve("store").toString();
        addRoutes(routes -> routes.from("kamelet:sink")
                .process(exchange -> received.add(exchange.getMessage().getBody(String.class))));
        context.addRouteFromTemplate(
                "source",
                "minilsm-source",
                Map.of("directory", name, "cursor", "k", "valueType", "String", "delay", "10"));
        context.addRouteFromTemplate(
                "sink", "minilsm-sink", Map.of("directory", name, "key", "${header.id}", "exactlyOnceId", "${body}"));
        send("kamelet:source", "hello", "id", "a");
        send("kamelet:source", "hello", "id", "b");
        await().until(() -> received.size() == 1);
        assertEquals("hello", received.get(0));
        assertEquals("hello", text("a"));
        assertMissing("b");
    }
}
