package io.minilsm.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/** Writes JSON objects for programs, one per line. For one thread. */
public final class JsonLines {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PrintWriter out;

    /** Makes a writer of lines to the given stream, which stays the caller's. */
    public JsonLines(PrintWriter out) {
        this.out = out;
    }

    /** Returns a new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Returns the value as a tree: records become objects. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Adds bytes to the object: under {@code name} as text if they are UTF-8 and the notation is text, else under
     * {@code nameHex} as hexadecimal digits. So a reader is never given text that stands for other bytes.
     */
    public static ObjectNode putBytes(ObjectNode object, String name, byte[] bytes, Notation notation) {
        String text = notation == Notation.HEX ? null : Notation.textOrNull(bytes);
        return text != null ? object.put(name, text) : object.put(name + "Hex", Notation.hex(bytes));
    }

    /** Writes the object as a line. */
    public void write(JsonNode object) throws JsonProcessingException {
        out.print(MAPPER.writeValueAsString(object));
        out.print('\n');
    }
}
