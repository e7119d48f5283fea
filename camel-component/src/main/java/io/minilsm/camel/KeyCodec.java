package io.minilsm.camel;

import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.camel.StreamCache;

/** Keys as messages have them to bytes, and back. Immutable. */
final class KeyCodec {
    private final MiniLsmKeyType type;

    KeyCodec(MiniLsmKeyType type) {
        this.type = type;
    }

    /** Returns the bytes of a key, 1 to {@link WriteBatch#MAX_KEY_BYTES} of them. */
    byte[] encode(Object key) throws IOException {
        byte[] bytes = bytesOf("key", key);
        WriteBatch.checkKey(bytes);
        return bytes;
    }

    /** Returns the bytes of the end of a range or of a prefix, which may be empty; null for null. */
    byte[] encodeBound(String what, Object bound) throws IOException {
        return bound == null ? null : bytesOf(what, bound);
    }

    /** Returns the key as the endpoint's users see it. */
    Object decode(byte[] key) {
        return type == MiniLsmKeyType.BYTES ? key : Utf8.decode("key", key, "the option keyType=BYTES");
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
