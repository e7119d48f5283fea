package io.minilsm.camel;

import io.minilsm.api.Range;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.apache.camel.StreamCache;

/**
 * Keys as messages have them to the bytes that are stored, and back: each stored key has the endpoint's prefix before
 * it, which its users never see. Immutable.
 */
final class KeyCodec {
    private final MiniLsmKeyType type;
    private final byte[] prefix;

    /**
     * Makes the codec.
     *
     * @param prefix the option {@code keyPrefix}, null or empty for none
     */
    KeyCodec(MiniLsmKeyType type, String prefix) {
        this.type = type;
        this.prefix = prefix == null ? new byte[0] : Utf8.encode("option keyPrefix", prefix);
    }

    /** Returns the bytes of a key, 1 to {@link WriteBatch#MAX_KEY_BYTES} of them, and the prefix with them. */
    byte[] encode(Object key) throws IOException {
        byte[] bytes = bytesOf("key", key);
        WriteBatch.checkKey(bytes);
        byte[] stored = prefixed(bytes);
        if (stored.length > WriteBatch.MAX_KEY_BYTES) {
            throw new IllegalArgumentException("key too long for the option keyPrefix: actual=" + bytes.length
                    + ", expected at most " + (WriteBatch.MAX_KEY_BYTES - prefix.length) + " bytes");
        }
        return stored;
    }

    /** Returns the stored bytes of the end of a range or of a prefix, which may be empty; null for null. */
    byte[] encodeBound(String what, Object bound) throws IOException {
        return bound == null ? null : prefixed(bytesOf(what, bound));
    }

    /** Returns the range of all keys that this codec can make, of which every other range is a part. */
    Range all() {
        return Range.prefix(prefix);
    }

    /** Returns a stored key of that range as the endpoint's users see it. */
    Object decode(byte[] stored) {
        byte[] key = prefix.length == 0 ? stored : Arrays.copyOfRange(stored, prefix.length, stored.length);
        return type == MiniLsmKeyType.BYTES ? key : Utf8.decode("key", key, "the option keyType=BYTES");
    }

    private byte[] prefixed(byte[] key) {
        if (prefix.length == 0) {
            return key;
        }
        byte[] stored = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, stored, prefix.length, key.length);
        return stored;
    }

    private static byte[] bytesOf(String what, Object key) throws IOException {
        if (key instanceof byte[] bytes) {
            return bytes;
        }
        if (key instanceof CharSequence text) {
            return Utf8.encode(what, text);
        }
        if (key instanceof Number
                || key instanceof Boolean
                || key instanceof Character
                || key instanceof UUID
                || key instanceof Enum<?>) {
            return Utf8.encode(what, key.toString());
        }
        if (key instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (key instanceof StreamCache cache) {
            BoundedOutput out = new BoundedOutput(what, WriteBatch.MAX_KEY_BYTES, "");
            cache.writeTo(out);
            cache.reset();
            return out.toByteArray();
        }
        if (key instanceof InputStream stream) {
            return BoundedOutput.readAll(stream, what, WriteBatch.MAX_KEY_BYTES, "");
        }
        throw new IllegalArgumentException(what + " of a kind that is not taken: actual="
                + (key == null ? "null" : key.getClass().getName())
                + ", expected a String, byte[], ByteBuffer, Number, Boolean, Character, UUID or Enum");
    }
}
