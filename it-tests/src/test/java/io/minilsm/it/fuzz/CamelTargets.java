package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.camel.MiniLsmConstants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.impl.DefaultCamelContext;

/** Targets of the Camel component, in one context that stays. */
final class CamelTargets {
    private static final String[] TYPES = {
        "", "&valueType=java.util.Map", "&valueType=String", "&valueType=java.lang.Integer", "&keyType=BYTES",
        "&valueType=java.util.List", "&batch=ALWAYS", "&batch=NEVER"
    };

    private static DefaultCamelContext context;
    private static ProducerTemplate template;
    private static Path store;

    private CamelTargets() {}

    private static void start() throws IOException {
        if (context == null) {
            Path directory = Files.createTempDirectory("minilsm-fuzz");
            store = directory.resolve("store");
            context = new DefaultCamelContext();
            context.start();
            template = context.createProducerTemplate();
        }
    }

    /** Input: what stands behind the scheme. The endpoint is made and not used, so that nothing is opened. */
    static void uri(FuzzInput input) throws Exception {
        start();
        String uri = "minilsm:" + FuzzInput.text(input.rest());
        try {
            Endpoint endpoint = context.getEndpoint(uri);
            require(endpoint != null, "no endpoint: " + uri);
            context.removeEndpoint(endpoint);
        } catch (ResolveEndpointFailedException | IllegalArgumentException e) {
            requireWords(e);
        }
    }

    /** Input: operation, kind of body, options, key up to a zero byte, body. */
    static void message(FuzzInput input) throws Exception {
        start();
        int operation = input.next() % 9;
        int kind = input.next() % 6;
        String options = TYPES[input.next() % TYPES.length];
        byte[] key = input.field();
        byte[] body = input.rest();
        String uri = "minilsm:" + store + "?durability=OS&createIfMissing=true" + options;
        Object keyHeader = options.contains("BYTES") ? key : FuzzInput.text(key);
        if (operation < 2) {
            putAndGet(uri, options, keyHeader, body, kind);
            return;
        }
        String name = List.of("PUT_IF_ABSENT", "COMPARE_AND_SET", "GET", "DELETE", "EXISTS", "SCAN", "COUNT")
                .get(operation - 2);
        send(uri, body(body, kind), Map.of(
                MiniLsmConstants.OPERATION, name,
                MiniLsmConstants.KEY, keyHeader,
                MiniLsmConstants.PREFIX, keyHeader,
                MiniLsmConstants.EXPECTED_VALUE, body));
    }

    private static void putAndGet(String uri, String options, Object key, byte[] body, int kind) {
        Map<String, Object> headers = Map.of(MiniLsmConstants.OPERATION, "PUT", MiniLsmConstants.KEY, key);
        Exchange put = send(uri, body(body, kind), headers);
        boolean asBytes = kind == 0 || kind == 2 || kind == 3;
        if (put.getException() != null || !asBytes || options.contains("Type=java") || options.contains("batch")) {
            return;
        }
        Exchange get = send(uri, null, Map.of(MiniLsmConstants.OPERATION, "GET", MiniLsmConstants.KEY, key));
        if (get.getException() == null) {
            byte[] found = get.getMessage().getBody(byte[].class);
            require(Arrays.equals(found, body), "another value came back: expected=" + Arrays.toString(body));
        } else {
            require(options.contains("String"), "written, but not read: " + get.getException());
        }
    }

    private static Object body(byte[] body, int kind) {
        return switch (kind) {
            case 0 -> body;
            case 1 -> FuzzInput.text(body);
            case 2 -> new ByteArrayInputStream(body);
            case 3 -> ByteBuffer.wrap(body);
            case 4 -> map(body);
            default -> List.of(FuzzInput.text(body), body, body.length);
        };
    }

    private static Map<String, Object> map(byte[] body) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String part : new String(body, UTF_8).split(",")) {
            int equals = part.indexOf('=');
            map.put(part.substring(0, Math.max(0, equals)), part.substring(equals + 1));
        }
        return map;
    }

    private static Exchange send(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = template.request(uri, each -> {
            each.getIn().setBody(body);
            each.getIn().setHeaders(new LinkedHashMap<>(headers));
        });
        if (exchange.getException() != null) {
            requireWords(exchange.getException());
        }
        return exchange;
    }

    private static void requireWords(Exception e) {
        boolean expected = e instanceof IllegalArgumentException
                || e instanceof IOException
                || e instanceof ResolveEndpointFailedException
                || e instanceof TypeConversionException
                || e instanceof CamelExecutionException;
        if (!expected || e.getMessage() == null || e.getMessage().isBlank()) {
            throw new AssertionError("not a documented failure: " + e, e);
        }
    }
}
