package io.minilsm.camel.repository;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.support.DefaultMessage;

/**
 * Reads what {@link ValueWriter} wrote. Every length is checked against what is left before anything is allocated; no
 * class is ever named by the bytes. For one thread.
 */
final class ValueReader {
    private final CamelContext context;
    private final ByteBuffer in;
    private int depth;

    ValueReader(CamelContext context, byte[] bytes) {
        this.context = context;
        in = ByteBuffer.wrap(bytes);
    }

    int readByte() throws IOException {
        if (!in.hasRemaining()) {
            throw wrong("ends too early");
        }
        return in.get();
    }

    void requireEnd() throws IOException {
        if (in.hasRemaining()) {
            throw wrong("has bytes behind its end");
        }
    }

    /** Reads a value that is text or null. */
    String readText() throws IOException {
        Object value = read();
        if (value != null && !(value instanceof String)) {
            throw wrong("has a value of another type where text is expected");
        }
        return (String) value;
    }

    /** Reads a map from names to values. */
    Map<String, Object> readNamed() throws IOException {
        if (!(read() instanceof Map<?, ?> map)) {
            throw wrong("has a value of another type where a map is expected");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw wrong("has a name that is not text");
            }
            named.put(name, entry.getValue());
        }
        return named;
    }

    Object read() throws IOException {
        if (++depth > ValueType.MAX_DEPTH) {
            throw wrong("is nested too deeply");
        }
        try {
            return readValue(readByte());
        } catch (BufferUnderflowException | DateTimeException | NumberFormatException e) {
            throw new IOException(wrong("does not hold").getMessage(), e);
        } finally {
            depth--;
        }
    }

    private Object readValue(int type) throws IOException {
        return switch (type) {
            case ValueType.NULL -> null;
            case ValueType.TRUE -> true;
            case ValueType.FALSE -> false;
            case ValueType.INT -> in.getInt();
            case ValueType.LONG -> in.getLong();
            case ValueType.DOUBLE -> in.getDouble();
            case ValueType.FLOAT -> in.getFloat();
            case ValueType.SHORT -> in.getShort();
            case ValueType.BYTE -> in.get();
            case ValueType.CHAR -> in.getChar();
            case ValueType.DATE -> new Date(in.getLong());
            case ValueType.INSTANT -> Instant.ofEpochSecond(in.getLong(), in.getInt());
            case ValueType.UUID -> new UUID(in.getLong(), in.getLong());
            case ValueType.TEXT -> text();
            case ValueType.BYTES -> bytes();
            case ValueType.BIG_INTEGER -> new BigInteger(bytes());
            case ValueType.BIG_DECIMAL -> new BigDecimal(new BigInteger(bytes()), in.getInt());
            case ValueType.LOCAL_DATE -> LocalDate.parse(text());
            case ValueType.LOCAL_DATE_TIME -> LocalDateTime.parse(text());
            case ValueType.STRING_BUFFER -> new StringBuffer(text());
            case ValueType.STRING_BUILDER -> new StringBuilder(text());
            case ValueType.STREAM -> new InputStreamCache(bytes());
            default -> readCompound(type);
        };
    }

    private Object readCompound(int type) throws IOException {
        switch (type) {
            case ValueType.LIST:
                return fill(new ArrayList<>());
            case ValueType.SET:
                return fill(new LinkedHashSet<>());
            case ValueType.MAP:
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int left = count(); left > 0; left--) {
                    Object key = read();
                    map.put(key, read());
                }
                return map;
            case ValueType.MESSAGE:
                DefaultMessage message = new DefaultMessage(context);
                ExchangeCodec.read(message, this);
                return message;
            case ValueType.EXCHANGE:
                return ExchangeCodec.read(context, this);
            default:
                throw wrong("has a value of an unknown type " + type);
        }
    }

    private Collection<Object> fill(Collection<Object> elements) throws IOException {
        for (int left = count(); left > 0; left--) {
            elements.add(read());
        }
        return elements;
    }

    /** Each element has a byte at least. */
    private int count() throws IOException {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw wrong("has a count out of range, actual=" + count);
        }
        return count;
    }

    private byte[] bytes() throws IOException {
        byte[] bytes = new byte[count()];
        in.get(bytes);
        return bytes;
    }

    private String text() throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    }

    private IOException wrong(String how) {
        return new IOException("stored exchange " + how + ": offset=" + in.position() + ", length=" + in.limit());
    }
}
