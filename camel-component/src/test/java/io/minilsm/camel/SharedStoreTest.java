package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.SharedStores;
import io.minilsm.api.Compression;
import io.minilsm.api.Options;
import io.minilsm.api.OptionsConflictException;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** One open store for all users in the JVM, and what happens when they want it differently. */
class SharedStoreTest extends CamelTest {
    @Test
    void endpointsOfDifferentOptionsShareTheStore() throws Exception {
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            send(store("key=a&durability=os"), "1");
            send(store("key=b"), "2");
            assertEquals("1", new String(lease.store().get(bytes("a")), StandardCharsets.UTF_8));
            assertEquals("2", new String(lease.store().get(bytes("b")), StandardCharsets.UTF_8));
        }
    }

    @Test
    void endpointsThatReachTheDirectoryByOtherPathsShareTheStore() throws Exception {
        Files.createDirectory(directory.resolve("store"));
        addRoutes(routes -> routes.from("direct:in").to(store("key=k")));
        template.requestBody("direct:in", "v");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("store"));
        for (Path path : new Path[] {link, directory.resolve("x").resolve("..").resolve("store")}) {
            assertEquals(
                    "v",
                    send("minilsm:" + path + "?operation=GET", "k").getMessage().getBody(String.class));
        }
    }

    @Test
    void twoContextsShareTheStore() throws Exception {
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            other.start();
            other.createProducerTemplate().sendBodyAndHeader(store(""), "of the other", MiniLsmConstants.KEY, "k");
            assertEquals("of the other", text("k"));
            other.stop();
            assertEquals("of the other", text("k"));
        }
    }

    @Test
    void storeIsClosedWithTheLastOfItsUsers() throws Exception {
        Store store;
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            store = lease.store();
            addRoutes(routes -> routes.from("direct:in").to(store("key=k")));
        }
        template.requestBody("direct:in", "v");
        assertEquals("v", new String(store.get(bytes("k")), StandardCharsets.UTF_8));
        context.stop();
        assertThrows(StoreClosedException.class, () -> store.get(bytes("k")));
    }

    @Test
    void disagreeingEndpointsFailWithBothNames() throws Exception {
        String first = store("compression=NONE");
        String second = store("compression=LZ4");
        send(first, "v", MiniLsmConstants.KEY, "k");
        OptionsConflictException conflict = conflictOf(second);
        assertTrue(conflict.getMessage().contains(uriOf(first)), conflict.getMessage());
        assertTrue(conflict.getMessage().contains(uriOf(second)), conflict.getMessage());
        assertTrue(conflict.getMessage().contains("compression: asked=LZ4, open=NONE"), conflict.getMessage());
        send(store(""), "w", MiniLsmConstants.KEY, "k");
    }

    @Test
    void endpointThatDisagreesWithAnotherUserFailsNamingItself() throws Exception {
        Options options = Options.defaults().withCompression(Compression.NONE);
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), options)) {
            String uri = store("compression=LZ4");
            assertTrue(conflictOf(uri).getMessage().contains(uriOf(uri)));
            assertTrue(conflictOf(uri).getMessage().contains("another user in this JVM"));
            assertTrue(lease.store().directory().endsWith("store"));
        }
    }

    @Test
    void engineOptionsCanComeAsOneObject() throws Exception {
        context.getRegistry().bind("mine", Options.defaults().withEnableWal(false));
        send(store("engineOptions=#mine"), "v", MiniLsmConstants.KEY, "k");
        assertTrue(conflictOf(store("enableWal=true")).getMessage().contains("enableWal: asked=true, open=false"));
        send(store("enableWal=false"), "w", MiniLsmConstants.KEY, "k");
    }

    /** Returns the URI as Camel writes it. */
    private String uriOf(String typed) {
        return context.getEndpoint(typed).getEndpointUri();
    }

    private OptionsConflictException conflictOf(String uri) {
        Throwable failure = assertThrows(Exception.class, () -> send(uri, "v", MiniLsmConstants.KEY, "k"));
        while (!(failure instanceof OptionsConflictException) && failure.getCause() != null) {
            failure = failure.getCause();
        }
        if (failure instanceof OptionsConflictException conflict) {
            return conflict;
        }
        throw new AssertionError(failure);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
