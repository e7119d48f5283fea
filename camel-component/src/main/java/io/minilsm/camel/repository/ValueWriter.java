package io.minilsm.camel.repository;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;

/**
 * Writes values of the types that come back as what they were; everything else is refused by name. For one thread.
 *
 * <p>Layout of a value: a tag of {@link ValueType}, then fixed-width big-endian for numbers, a length of 4 bytes and
 * the bytes for text (UTF-8) and bytes, a count of 4 bytes and the values for collections.
 */
final class ValueWriter {
    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            byte[].class,
            Boolean.class,
            Integer.class,
            Long.class,
            Double.class,
            Float.class,
            Short.class,
            Byte.class,
            Character.class,
            BigInteger.class,
            BigDecimal.class,
            Date.class,
            Instant.class,
            UUID.class,
            LocalDate.class,
            LocalDateTime.class,
            StringBuffer.class,
            StringBuilder.class);

    private final DataOutputStream out;
    private int depth;

    ValueWriter(DataOutputStream out) {
        this.out = out;
    }

    /** Returns whether the value, apart from what it contains, is of a type that can be written. */
    static boolean isStorable(Object value) {
        return value == null
                || SCALARS.contains(value.getClass())
                || value instanceof List<?>
                || value instanceof Set<?>
                || value instanceof Map<?, ?>
                || value instanceof Message
                || value instanceof Exchange
                || value instanceof StreamCache;
    }

    /** As {@link #isStorable}, and so is what its collections contain, so many levels deep. */
    static boolean isWhollyStorable(Object value, int levels) {
        if (levels == 0 || !isStorable(value)) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(key -> isWhollyStorable(key, levels - 1))
                    && map.values().stream().allMatch(element -> isWhollyStorable(element, levels - 1));
        }
        return !(value instanceof Collection<?> elements)
                || elements.stream().allMatch(element -> isWhollyStorable(element, levels - 1));
    }

    /** Writes the value; what it is called is for the message of a refusal. */
    void write(String what, Object value) throws IOException {
        if (++depth > ValueType.MAX_DEPTH) {
            throw new IOException(what + " is nested too deeply: expected at most " + ValueType.MAX_DEPTH + " levels");
        }
        if (value == null) {
            out.writeByte(ValueType.NULL);
        } else if (!isStorable(value)) {
            throw new IOException(what + " of a type that cannot be stored: actual="
                    + value.getClass().getName() + ", expected text, bytes, a number, a date, a List, Set or Map of"
                    + " such, a Message, an Exchange or a cached stream; convert it before");
        } else if (!writeNumber(value) && !writeText(value)) {
            writeCompound(what, value);
        }
        depth--;
    }

    /** Writes the bytes as a stream that can be read again and again. */
    void writeStream(byte[] content) throws IOException {
        writeBytes(ValueType.STREAM, content);
    }

    private boolean writeNumber(Object value) throws IOException {
        if (value instanceof Boolean flag) {
            out.writeByte(flag ? ValueType.TRUE : ValueType.FALSE);
        } else if (value instanceof Integer number) {
            tag(ValueType.INT).writeInt(number);
        } else if (value instanceof Long number) {
            tag(ValueType.LONG).writeLong(number);
        } else if (value instanceof Double number) {
            tag(ValueType.DOUBLE).writeDouble(number);
        } else if (value instanceof Float number) {
            tag(ValueType.FLOAT).writeFloat(number);
        } else if (value instanceof Short number) {
            tag(ValueType.SHORT).writeShort(number);
        } else if (value instanceof Byte number) {
            tag(ValueType.BYTE).writeByte(number);
        } else if (value instanceof Character character) {
            tag(ValueType.CHAR).writeChar(character);
        } else if (value instanceof Date date) {
            tag(ValueType.DATE).writeLong(date.getTime());
        } else if (value instanceof Instant instant) {
            tag(ValueType.INSTANT).writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        } else if (value instanceof UUID id) {
            tag(ValueType.UUID).writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
        } else {
            return false;
        }
        return true;
    }

    private boolean writeText(Object value) throws IOException {
        if (value instanceof String text) {
            writeBytes(ValueType.TEXT, StoreRepository.utf8(text));
        } else if (value instanceof byte[] bytes) {
            writeBytes(ValueType.BYTES, bytes);
        } else if (value instanceof BigInteger number) {
            writeBytes(ValueType.BIG_INTEGER, number.toByteArray());
        } else if (value instanceof BigDecimal number) {
            writeBytes(ValueType.BIG_DECIMAL, number.unscaledValue().toByteArray());
            out.writeInt(number.scale());
        } else if (value instanceof LocalDate date) {
            writeBytes(ValueType.LOCAL_DATE, StoreRepository.utf8(date.toString()));
        } else if (value instanceof LocalDateTime moment) {
            writeBytes(ValueType.LOCAL_DATE_TIME, StoreRepository.utf8(moment.toString()));
        } else if (value instanceof StringBuffer text) {
            writeBytes(ValueType.STRING_BUFFER, StoreRepository.utf8(text.toString()));
        } else if (value instanceof StringBuilder text) {
            writeBytes(ValueType.STRING_BUILDER, StoreRepository.utf8(text.toString()));
        } else if (value instanceof StreamCache stream) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            stream.reset();
            stream.writeTo(content);
            stream.reset();
            writeBytes(ValueType.STREAM, content.toByteArray());
        } else {
            return false;
        }
        return true;
    }

    private void writeCompound(String what, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            tag(ValueType.MAP).writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write("key in " + what, entry.getKey());
                write(entry.getKey() + " in " + what, entry.getValue());
            }
        } else if (value instanceof Collection<?> elements) {
            tag(value instanceof List<?> ? ValueType.LIST : ValueType.SET).writeInt(elements.size());
            for (Object element : elements) {
                write("element of " + what, element);
            }
        } else if (value instanceof Exchange exchange) {
            out.writeByte(ValueType.EXCHANGE);
            ExchangeCodec.write(exchange, this);
        } else {
            out.writeByte(ValueType.MESSAGE);
            ExchangeCodec.write((Message) value, this);
        }
    }

    private void writeBytes(byte type, byte[] bytes) throws IOException {
        tag(type).writeInt(bytes.length);
        out.write(bytes);
    }

    private DataOutputStream tag(byte type) throws IOException {
        out.writeByte(type);
        return out;
    }
}
