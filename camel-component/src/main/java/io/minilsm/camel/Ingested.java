package io.minilsm.camel;

import io.minilsm.api.Condition;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * The ids of the messages that were ingested: a key space beside the plain keys, written in the batch of the entries
 * themselves, so that there is never one without the other. Immutable.
 *
 * <p>Layout: key the length of the endpoint's {@code keyPrefix} in 2 bytes, the prefix and the id, value empty; the key
 * space is {@value #SPACE}. The length keeps ids of different prefixes apart whatever is in them.
 */
final class Ingested {
    static final String SPACE = "camel-ingested";

    private static final byte[] NOTHING = {};

    private final Expression expression;
    private final String text;
    private final byte[] prefix;
    private final KeyCodec ids = new KeyCodec(MiniLsmKeyType.BYTES, null);

    /**
     * Makes the marks of an endpoint.
     *
     * @param text the expression as it was written, for messages
     * @param keyPrefix the option of the endpoint, or null
     */
    Ingested(Expression expression, String text, String keyPrefix) {
        this.expression = expression;
        this.text = text;
        prefix = Utf8.encode("option keyPrefix", keyPrefix == null ? "" : keyPrefix);
    }

    /** Adds the message's id to the batch, which is then written only if the id is new. */
    void mark(Exchange exchange, MiniLsmOperation operation, Store store, WriteBatch batch) throws IOException {
        if (operation.isConditional()) {
            throw new IllegalArgumentException("option exactlyOnceId does not go with a condition: operation="
                    + operation + ", expected PUT or DELETE");
        }
        Object id = expression.evaluate(exchange, Object.class);
        if (id == null) {
            throw new IllegalArgumentException("id is missing: option exactlyOnceId=" + text + " gave nothing");
        }
        KeySpace space = store.keySpace(SPACE);
        byte[] own = ids.encode(id);
        byte[] mark = ByteBuffer.allocate(Short.BYTES + prefix.length + own.length)
                .putShort((short) prefix.length)
                .put(prefix)
                .put(own)
                .array();
        batch.require(Condition.absent(space, mark)).put(space, mark, NOTHING);
    }
}
