package io.minilsm.internal.sstable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.api.Compression;
import io.minilsm.internal.codec.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a table says of itself, as JSON that a person can read in the file. Immutable, as long as nobody changes the key
 * arrays.
 *
 * @param entries number of entries, deletes included
 * @param deletes number of deletes among them
 * @param keys number of different scoped keys
 * @param blocks number of data blocks
 * @param keyBytes length of all entries' scoped keys
 * @param valueBytes length of all values
 * @param smallestSequence smallest sequence of an entry
 * @param largestSequence largest sequence of an entry
 * @param smallestKey first scoped key
 * @param largestKey last scoped key, inclusive
 * @param options how the table was written
 */
public record TableProperties(
        long entries,
        long deletes,
        long keys,
        int blocks,
        long keyBytes,
        long valueBytes,
        long smallestSequence,
        long largestSequence,
        byte[] smallestKey,
        byte[] largestKey,
        TableOptions options) {

    /** The usual pool leaves buffers in each thread, and with them the class loader. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build());

    /** Names on disk: never change or reuse. */
    private static final String NONE = "none";

    private static final String LZ4 = "lz4";

    /** Returns the JSON text, the same for equal properties. */
    public String toJson() {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("entries", entries);
        node.put("deletes", deletes);
        node.put("keys", keys);
        node.put("blocks", blocks);
        node.put("keyBytes", keyBytes);
        node.put("valueBytes", valueBytes);
        node.put("smallestSequence", smallestSequence);
        node.put("largestSequence", largestSequence);
        node.put("smallestKey", HexFormat.of().formatHex(smallestKey));
        node.put("largestKey", HexFormat.of().formatHex(largestKey));
        node.put("blockSizeBytes", options.blockSizeBytes());
        node.put("compression", options.compression() == Compression.LZ4 ? LZ4 : NONE);
        node.put("bloomBitsPerKey", options.bloomBitsPerKey());
        try {
            return MAPPER.writeValueAsString(node); // A node's own toString has the usual pool.
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("properties without JSON: " + this, e);
        }
    }

    /** Decodes the JSON text; a field that it does not know is left to newer versions. */
    static TableProperties decode(byte[] array, int length) throws MalformedException {
        try {
            JsonNode node = MAPPER.readTree(new String(array, 0, length, StandardCharsets.UTF_8));
            TableProperties properties = new TableProperties(
                    number(node, "entries", Long.MAX_VALUE),
                    number(node, "deletes", Long.MAX_VALUE),
                    number(node, "keys", Long.MAX_VALUE),
                    (int) number(node, "blocks", Integer.MAX_VALUE),
                    number(node, "keyBytes", Long.MAX_VALUE),
                    number(node, "valueBytes", Long.MAX_VALUE),
                    number(node, "smallestSequence", Long.MAX_VALUE),
                    number(node, "largestSequence", Long.MAX_VALUE),
                    HexFormat.of().parseHex(text(node, "smallestKey")),
                    HexFormat.of().parseHex(text(node, "largestKey")),
                    options(node));
            properties.requireSense();
            return properties;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MalformedException("properties do not decode: " + e.getMessage(), 0);
        }
    }

    private void requireSense() throws MalformedException {
        boolean holds = entries >= keys
                && keys >= 1
                && entries >= blocks
                && deletes <= entries
                && smallestSequence <= largestSequence
                && Arrays.compareUnsigned(smallestKey, largestKey) <= 0;
        if (!holds) {
            throw new MalformedException("properties contradict each other: actual=" + toJson(), 0);
        }
    }

    private static TableOptions options(JsonNode node) throws MalformedException {
        String name = text(node, "compression");
        if (!name.equals(NONE) && !name.equals(LZ4)) {
            throw new MalformedException("unknown compression: actual=" + name, 0);
        }
        return new TableOptions(
                (int) number(node, "blockSizeBytes", Integer.MAX_VALUE),
                name.equals(LZ4) ? Compression.LZ4 : Compression.NONE,
                (int) number(node, "bloomBitsPerKey", Integer.MAX_VALUE));
    }

    private static long number(JsonNode node, String name, long most) throws MalformedException {
        JsonNode field = node.get(name);
        if (field == null
                || !field.isIntegralNumber()
                || !field.canConvertToLong()
                || field.longValue() < 0
                || field.longValue() > most) {
            throw new MalformedException("property out of range: name=" + name + ", actual=" + field, 0);
        }
        return field.longValue();
    }

    private static String text(JsonNode node, String name) throws MalformedException {
        JsonNode field = node.get(name);
        if (field == null || !field.isTextual()) {
            throw new MalformedException("property without text: name=" + name + ", actual=" + field, 0);
        }
        return field.textValue();
    }
}
