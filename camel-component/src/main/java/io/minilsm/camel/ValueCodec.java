package io.minilsm.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import javax.xml.transform.Source;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConverter;
import org.apache.camel.WrappedFile;
import org.w3c.dom.Node;

/**
 * Bodies to the bytes of a value, and back. Immutable.
 *
 * <p>Bytes stay bytes, text becomes UTF-8, streams and files are read, XML becomes its text, everything else JSON.
 * Camel's converters are asked only where there is one for just these two classes: its fallbacks would make
 * {@code Order@1b2c3d} of an object.
 */
final class ValueCodec {
    private static final String OPTION = "maxBodyBytes";

    /** Value types that need no conversion before the bytes are taken, because every body has these bytes already. */
    private static final Set<Class<?>> PLAIN =
            Set.of(byte[].class, String.class, InputStream.class, ByteBuffer.class, Reader.class, Object.class);

    private final CamelContext context;
    private final ObjectMapper mapper;
    private final Class<?> type;
    private final int maxBytes;

    /**
     * Makes the codec.
     *
     * @param type the option {@code valueType}, null if it was not set
     * @param maxBytes most bytes of a value
     */
    ValueCodec(CamelContext context, ObjectMapper mapper, Class<?> type, int maxBytes) {
        this.context = context;
        this.mapper = mapper;
        this.type = type;
        this.maxBytes = maxBytes;
    }

    /** Returns the bytes of a body. Streams are read to their end; a cached stream is then set back to its start. */
    byte[] encode(Object body, Exchange exchange) throws IOException {
        if (body == null) {
            throw new IllegalArgumentException(
                    "body is null: expected a value; for an empty value send an empty String or byte[]");
        }
        try {
            byte[] bytes = bytesOf(converted(body, exchange), exchange);
            BoundedOutput.check("body", bytes.length, maxBytes, OPTION);
            return bytes;
        } catch (BoundedOutput.LimitException e) {
            throw (IllegalArgumentException) e.getCause();
        }
    }

    /** Returns a value as the endpoint's users see it. */
    Object decode(byte[] value, Exchange exchange) throws IOException {
        if (type == null || type == byte[].class || type == Object.class) {
            return value;
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream(value);
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.wrap(value);
        }
        boolean scalar = isScalar(type);
        if (type == String.class
                || scalar
                || Node.class.isAssignableFrom(type)
                || Source.class.isAssignableFrom(type)) {
            String text = Utf8.decode("value", value, "another valueType, such as byte[]");
            return type == String.class ? text : convert(text, exchange);
        }
        return mapper.readValue(value, type);
    }

    private Object converted(Object body, Exchange exchange) {
        if (type == null || PLAIN.contains(type) || type.isInstance(body) || isBytesOrStream(body)) {
            return body;
        }
        if (body instanceof CharSequence && !isScalar(type)) {
            // Text for a structured type is JSON or XML as somebody wrote it: read and written again it would change.
            return body;
        }
        TypeConverter specific = context.getTypeConverterRegistry().lookup(type, body.getClass());
        return specific == null ? body : convert(body, exchange);
    }

    private Object convert(Object from, Exchange exchange) {
        try {
            return context.getTypeConverter().mandatoryConvertTo(type, exchange, from);
        } catch (NoTypeConversionAvailableException e) {
            throw new IllegalArgumentException(
                    "value cannot be converted: actual=" + from.getClass().getName() + ", expected valueType="
                            + type.getName(),
                    e);
        }
    }

    private byte[] bytesOf(Object body, Exchange exchange) throws IOException {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof CharSequence text) {
            BoundedOutput.check("body", text.length(), maxBytes, OPTION);
            return Utf8.encode("body", text);
        }
        if (isScalar(body.getClass())) {
            return Utf8.encode("body", body.toString());
        }
        if (body instanceof ByteBuffer buffer) {
            BoundedOutput.check("body", buffer.remaining(), maxBytes, OPTION);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (isBytesOrStream(body)) {
            return read(body, exchange);
        }
        if (body instanceof Node || body instanceof Source) {
            return Utf8.encode("body", context.getTypeConverter().convertTo(String.class, exchange, body));
        }
        if (body instanceof Exchange || body instanceof Message || body instanceof Throwable) {
            throw new IllegalArgumentException(
                    "body is not a value: actual=" + body.getClass().getName());
        }
        BoundedOutput out = new BoundedOutput("body", maxBytes, OPTION);
        mapper.writeValue(out, body);
        return out.toByteArray();
    }

    private byte[] read(Object body, Exchange exchange) throws IOException {
        if (body instanceof WrappedFile<?> wrapped && !(wrapped.getFile() instanceof File)) {
            // A remote file: its content was downloaded into the body of the wrapper.
            return encode(wrapped.getBody(), exchange);
        }
        if (body instanceof WrappedFile<?> wrapped) {
            BoundedOutput.check("body", ((File) wrapped.getFile()).length(), maxBytes, OPTION);
            InputStream stream = context.getTypeConverter().convertTo(InputStream.class, exchange, body);
            return readAll(stream == null ? Files.newInputStream(((File) wrapped.getFile()).toPath()) : stream);
        }
        if (body instanceof Path || body instanceof File) {
            Path path = body instanceof File file ? file.toPath() : (Path) body;
            return readAll(Files.newInputStream(path));
        }
        if (body instanceof Reader reader) {
            return readText(reader, exchange);
        }
        if (body instanceof StreamCache cache) {
            BoundedOutput out = new BoundedOutput("body", maxBytes, OPTION);
            cache.writeTo(out);
            cache.reset();
            return out.toByteArray();
        }
        SpentBodies.claim(body, exchange);
        return readAll((InputStream) body);
    }

    private byte[] readAll(InputStream stream) throws IOException {
        return BoundedOutput.readAll(stream, "body", maxBytes, OPTION);
    }

    private byte[] readText(Reader reader, Exchange exchange) throws IOException {
        BoundedOutput out = new BoundedOutput("body", maxBytes, OPTION);
        OutputStreamWriter writer = new OutputStreamWriter(
                out, StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT));
        if (reader instanceof StreamCache cache) {
            reader.transferTo(writer);
            cache.reset();
        } else {
            SpentBodies.claim(reader, exchange);
            try (reader) {
                reader.transferTo(writer);
            }
        }
        writer.close();
        return out.toByteArray();
    }

    private static boolean isBytesOrStream(Object body) {
        return body instanceof byte[]
                || body instanceof ByteBuffer
                || body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache
                || body instanceof WrappedFile<?>
                || body instanceof Path
                || body instanceof File;
    }

    private static boolean isScalar(Class<?> kind) {
        return Number.class.isAssignableFrom(kind)
                || kind == Boolean.class
                || kind == Character.class
                || kind == UUID.class
                || kind.isEnum()
                || Enum.class.isAssignableFrom(kind);
    }
}
