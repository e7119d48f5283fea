package io.minilsm.camel;

import java.util.Map;
import java.util.Objects;

/**
 * One entry of a scan. Immutable. As a body, or as an element of a list, it can be written again as it is.
 *
 * @param key the key, as the endpoint's {@code keyType} has it
 * @param value the value, as the endpoint's {@code valueType} has it
 */
public record MiniLsmEntry(Object key, Object value) implements Map.Entry<Object, Object> {
    /** Checks that both are there. */
    public MiniLsmEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public Object getKey() {
        return key;
    }

    @Override
    public Object getValue() {
        return value;
    }

    @Override
    public Object setValue(Object changed) {
        throw new UnsupportedOperationException("an entry of a scan cannot be changed; send it to a producer instead");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Map.Entry<?, ?> entry
                && Objects.deepEquals(key, entry.getKey())
                && Objects.deepEquals(value, entry.getValue());
    }

    @Override
    public int hashCode() {
        return key.hashCode() ^ value.hashCode();
    }
}
