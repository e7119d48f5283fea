package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A started context and an empty directory for each test. */
abstract class CamelTest {
    @TempDir
    Path directory;

    DefaultCamelContext context;
    ProducerTemplate template;

    @BeforeEach
    void startContext() throws Exception {
        context = new DefaultCamelContext();
        configure(context);
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    /** What is to be done before the context starts. */
    void configure(DefaultCamelContext starting) throws Exception {}

    /** Returns the endpoint URI of the test's store with the options, which are joined by {@code &}. */
    String store(String options) {
        return "minilsm:" + directory.resolve("store") + (options.isEmpty() ? "" : "?" + options);
    }

    void addRoutes(RouteConfigurer routes) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.accept(this);
            }
        });
    }

    /** Sends one message and returns its exchange, whether it failed or not. Headers are name, value, name, value. */
    Exchange exchange(String uri, Object body, Object... headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getIn().setHeader((String) headers[i], headers[i + 1]);
            }
        });
    }

    /** As {@link #exchange}, and fails if the exchange did. */
    Exchange send(String uri, Object body, Object... headers) throws Exception {
        Exchange exchange = exchange(uri, body, headers);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange;
    }

    byte[] get(Object key) throws Exception {
        return send(store("operation=GET"), key).getMessage().getBody(byte[].class);
    }

    String text(Object key) throws Exception {
        byte[] value = get(key);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    void assertMissing(Object key) throws Exception {
        assertNull(get(key), () -> "key " + key);
    }

    /** Routes as a lambda. */
    @FunctionalInterface
    interface RouteConfigurer {
        void accept(RouteBuilder routes) throws Exception;
    }

    /** An exception that a test makes on purpose. */
    static final class Provoked extends IOException {
        private static final long serialVersionUID = 1L;

        Provoked(String message) {
            super(message);
        }
    }
}
