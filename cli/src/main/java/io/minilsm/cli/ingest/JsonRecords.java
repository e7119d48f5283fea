package io.minilsm.cli.ingest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * JSON lines: the key is what JSON pointers point at, the value is the line or what a pointer points at. Numbers keep
 * all their digits: as floating point, two keys could become one.
 */
public final class JsonRecords implements RecordFormat {
    private final ObjectReader reader = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final List<JsonPointer> keys;
    private final String separator;
    private final JsonPointer value;

    /**
     * Makes the format.
     *
     * @param keys JSON pointers, such as {@code /id}; several are joined by the separator
     * @param value JSON pointer of the value; null for the whole line as it is
     * @throws IllegalArgumentException if one of them is no JSON pointer
     */
    public JsonRecords(List<String> keys, String separator, String value) {
        this.keys = keys.stream().map(JsonRecords::pointer).toList();
        this.separator = separator;
        this.value = value == null ? null : pointer(value);
    }

    @Override
    public Entry entry(byte[] record, long number) throws BadRecordException {
        if (isBlank(record)) {
            return null;
        }
        JsonNode root = parse(record);
        StringJoiner key = new StringJoiner(separator);
        for (JsonPointer pointer : keys) {
            key.add(scalar(root, pointer));
        }
        byte[] bytes = value == null ? record : content(root);
        return new Entry(encode("key", key.toString()), bytes);
    }

    @Override
    public String describe() {
        return "jsonl key=" + keys + " separator=" + separator + " value=" + (value == null ? "line" : value);
    }

    private JsonNode parse(byte[] record) throws BadRecordException {
        try {
            return reader.readValue(record);
        } catch (JsonProcessingException e) {
            throw new BadRecordException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BadRecordException("not JSON: " + e.getMessage(), e);
        }
    }

    private static String scalar(JsonNode root, JsonPointer pointer) throws BadRecordException {
        JsonNode node = root.at(pointer);
        if (!node.isValueNode() || node.isNull()) {
            throw new BadRecordException("no text or number for the key: pointer=" + pointer + ", actual="
                    + (node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        return node.asText();
    }

    private byte[] content(JsonNode root) throws BadRecordException {
        JsonNode node = root.at(value);
        if (node.isMissingNode()) {
            throw new BadRecordException("no value: pointer=" + value);
        }
        return encode("value", node.isTextual() ? node.textValue() : node.toString());
    }

    /** An escape of half a surrogate pair is no text: UTF-8 would have a question mark for each of them. */
    private static byte[] encode(String what, String text) throws BadRecordException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] encoded = new byte[bytes.remaining()];
            bytes.get(encoded);
            return encoded;
        } catch (CharacterCodingException e) {
            throw new BadRecordException("the " + what + " is no text: half a surrogate pair stands alone", e);
        }
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a JSON pointer: actual=" + text + ", expected=a path such as /id or /order/number", e);
        }
    }

    private static boolean isBlank(byte[] record) {
        for (byte b : record) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
