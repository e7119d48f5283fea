package io.minilsm.camel.repository;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.DefaultExchange;

/**
 * Exchanges to bytes and back: id, pattern, route and endpoint they came from, message, properties and variables, in
 * the types of {@link ValueWriter}. Stateless.
 *
 * <p>A header or property whose name begins with {@code Camel} and whose value is or holds an object of the running
 * context, such as a caught exception or a unit of work, is left out, but for a grouped list. Whatever else cannot be
 * stored is refused: an exchange comes back as it was, or is not taken. A body that is a file is stored as its content,
 * which comes back as a cached stream. What belongs to a running transaction is never stored.
 *
 * <p>Layout: the version, then as values the id, the pattern's name, the id of the route and the URI of the endpoint
 * (null where there is none), the body, and the maps of headers, properties and variables.
 */
final class ExchangeCodec {
    /** On disk: never change or reuse. Next free value: 2. */
    private static final byte VERSION = 1;

    private static final String INTERNAL = "Camel";

    private ExchangeCodec() {}

    static byte[] encode(Exchange exchange) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            write(exchange, new ValueWriter(out));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("exchange cannot be stored: " + e.getMessage(), e);
        }
    }

    static Exchange decode(CamelContext context, byte[] bytes) throws IOException {
        ValueReader in = new ValueReader(context, bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("exchange of an unknown version: actual=" + version + ", expected=" + VERSION);
        }
        Exchange exchange = read(context, in);
        in.requireEnd();
        return exchange;
    }

    static void write(Exchange exchange, ValueWriter out) throws IOException {
        out.write("exchange id", exchange.getExchangeId());
        out.write("pattern", exchange.getPattern().name());
        out.write("route", exchange.getFromRouteId());
        out.write(
                "endpoint",
                exchange.getFromEndpoint() == null
                        ? null
                        : exchange.getFromEndpoint().getEndpointUri());
        write(exchange.getMessage(), out);
        out.write("properties", storable(exchange.getAllProperties()));
        out.write("variables", exchange.hasVariables() ? storable(exchange.getVariables()) : Map.of());
    }

    static void write(Message message, ValueWriter out) throws IOException {
        writeBody(message, out);
        out.write("headers", message.hasHeaders() ? storable(message.getHeaders()) : Map.of());
    }

    /** A file may be gone or be another one when the exchange is read: its content is what lasts. */
    private static void writeBody(Message message, ValueWriter out) throws IOException {
        if (!(message.getBody() instanceof WrappedFile<?> file)) {
            out.write("body", message.getBody());
            return;
        }
        byte[] content = message.getBody(byte[].class);
        if (content == null) {
            throw new IOException("body is a file that cannot be read: actual=" + file.getFile());
        }
        out.writeStream(content);
    }

    private static Map<String, Object> storable(Map<String, Object> all) {
        Map<String, Object> storable = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            boolean ofTheContext = name.equals(Exchange.MESSAGE_HISTORY)
                    || name.equals(Exchange.TRANSACTION_CONTEXT_DATA)
                    || name.startsWith(INTERNAL)
                            && !name.equals(Exchange.GROUPED_EXCHANGE)
                            && !ValueWriter.isWhollyStorable(value, ValueType.MAX_DEPTH);
            if (!ofTheContext) {
                storable.put(name, value);
            }
        });
        return storable;
    }

    static Exchange read(CamelContext context, ValueReader in) throws IOException {
        DefaultExchange exchange = new DefaultExchange(context);
        exchange.setExchangeId(in.readText());
        exchange.setPattern(patternOf(in.readText()));
        exchange.getExchangeExtension().setFromRouteId(in.readText());
        String uri = in.readText();
        if (uri != null) {
            // Null if the endpoint is no longer there: what is read never makes one.
            exchange.getExchangeExtension().setFromEndpoint(context.hasEndpoint(uri));
        }
        read(exchange.getMessage(), in);
        in.readNamed().forEach(exchange::setProperty);
        in.readNamed().forEach(exchange::setVariable);
        return exchange;
    }

    private static ExchangePattern patternOf(String name) throws IOException {
        for (ExchangePattern pattern : ExchangePattern.values()) {
            if (pattern.name().equals(name)) {
                return pattern;
            }
        }
        throw new IOException("stored exchange has an unknown pattern: actual=" + name);
    }

    static void read(Message message, ValueReader in) throws IOException {
        message.setBody(in.read());
        in.readNamed().forEach(message::setHeader);
    }
}
