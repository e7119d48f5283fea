package io.minilsm.camel;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** Where the key of a message comes from: its header, else the endpoint's expression. Immutable. */
final class KeySource {
    private final Expression expression;
    private final String text;
    private final KeyCodec codec;

    /**
     * Makes the source.
     *
     * @param expression the endpoint's expression, or null
     * @param text the expression as it was written, for messages
     */
    KeySource(Expression expression, String text, KeyCodec codec) {
        this.expression = expression;
        this.text = text;
        this.codec = codec;
    }

    /** Returns whether the message or the endpoint names a key. */
    boolean isNamed(Exchange exchange) {
        return exchange.getMessage().getHeader(MiniLsmConstants.KEY) != null || expression != null;
    }

    /** Returns whether the endpoint has an expression, which can be asked for each element of a batch. */
    boolean hasExpression() {
        return expression != null;
    }

    /** Returns the key that the message's header or the expression names. */
    byte[] named(Exchange exchange) throws IOException {
        Object key = exchange.getMessage().getHeader(MiniLsmConstants.KEY);
        if (key == null && expression != null) {
            key = expression.evaluate(exchange, Object.class);
        }
        if (key == null) {
            throw new IllegalArgumentException("key is missing: header " + MiniLsmConstants.KEY + " is not set, "
                    + (expression == null ? "option key is not set" : "option key=" + text + " gave nothing"));
        }
        return codec.encode(key);
    }

    /** Returns the named key, or, where none is named, the body as the key. */
    byte[] namedOrBody(Exchange exchange) throws IOException {
        return isNamed(exchange)
                ? named(exchange)
                : codec.encode(exchange.getMessage().getBody());
    }
}
