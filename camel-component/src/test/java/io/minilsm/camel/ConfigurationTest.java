package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options set by properties, as Camel Main, Quarkus and Spring Boot set them. */
class ConfigurationTest {
    @TempDir
    Path directory;

    @Test
    void propertiesOfTheComponentAreTheDefaultsOfItsEndpoints() throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.component.minilsm.durability", "os");
        main.addInitialProperty("camel.component.minilsm.enable-wal", "false");
        main.addInitialProperty("camel.component.minilsm.memoryBudgetBytes", "8388608");
        main.addInitialProperty("camel.component.minilsm.compression", "none");
        main.addInitialProperty("camel.component.minilsm.allowed-operations", "PUT,GET");
        main.addInitialProperty("camel.component.minilsm.ackThreads", "3");
        main.addInitialProperty("store", directory.resolve("store").toString());
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("minilsm:{{store}}?key=${header.id}&maxBatchEntries=7");
            }
        });
        main.start();
        try {
            MiniLsmComponent component = main.getCamelContext().getComponent("minilsm", MiniLsmComponent.class);
            assertEquals(3, component.getAckThreads());
            main.getCamelTemplate().requestBodyAndHeader("direct:in", "v", "id", "k");
            MiniLsmEndpoint endpoint = (MiniLsmEndpoint) main.getCamelContext().getEndpoints().stream()
                    .filter(MiniLsmEndpoint.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            MiniLsmConfiguration options = endpoint.getConfiguration();
            assertEquals(Durability.OS, options.getDurability());
            assertEquals(7, options.getMaxBatchEntries());
            assertEquals("PUT,GET", options.getAllowedOperations());
            Options engine = options.toEngineOptions();
            assertFalse(engine.enableWal());
            assertEquals(8388608, engine.memoryBudgetBytes());
            assertEquals(Compression.NONE, engine.compression());
            assertEquals(
                    "v", main.getCamelTemplate().requestBody("minilsm:{{store}}?operation=GET", "k", String.class));
            assertEquals(100_000, component.getConfiguration().getMaxBatchEntries());
        } finally {
            main.stop();
        }
    }

    @Test
    void onlyOptionsThatWereSetAreExplicit() {
        Options open = Options.defaults()
                .withEnableWal(false)
                .withMemoryBudgetBytes(8 << 20)
                .withCompression(Compression.NONE);
        MiniLsmConfiguration options = new MiniLsmConfiguration();
        assertNull(open.conflictWith(options.toEngineOptions()));
        options.setEnableWal(true);
        assertEquals("enableWal: asked=true, open=false", open.conflictWith(options.toEngineOptions()));
    }
}
