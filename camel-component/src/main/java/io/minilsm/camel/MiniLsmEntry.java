package io.minilsm.camel;

import java.util.Map;
import java.util.Objects;

/**
 * One entry of a scan. Immutable. As a body, or as an element of a list, it can be written again as it is.
 *
 * <p>Not a record: its accessors beside those of an entry would make {@code ${body.key}} ambiguous.
 */
public final class MiniLsmEntry implements Map.Entry<Object, Object> {
    private final Object key;
    private final Object value;

    /** Makes an entry of a key and a value as the endpoint's options have them, neither of them null. */
    public MiniLsmEntry(Object key, Object value) {
        this.key = Objects.requireNonNull(key, "key");
        this.value = Objects.requireNonNull(value, "value");
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
        return other instanceof Map.Entry<?, ?> entry && key.equals(entry.getKey()) && value.equals(entry.getValue());
    }

    @Override
    public int hashCode() {
        return key.hashCode() ^ value.hashCode();
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
