package io.minilsm.cli.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The place in a source up to which its records are in the store. Stored as JSON under the source's name in the key
 * space {@value #SPACE}, in the same batch as the records before it.
 *
 * @param offset bytes of the (unpacked) source before the place
 * @param records records before the place, those without an entry too
 * @param checksum CRC32C of those bytes, to tell a source that was changed
 * @param format how entries were made of records
 */
public record Checkpoint(
        @JsonProperty("offset") long offset,
        @JsonProperty("records") long records,
        @JsonProperty("checksum") long checksum,
        @JsonProperty("format") String format) {
    /** Name of the key space of the checkpoints. */
    public static final String SPACE = "minilsm.ingest";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Returns the place before the first record. */
    static Checkpoint start(RecordFormat format) {
        return new Checkpoint(0, 0, 0, format.describe());
    }

    /** Returns the place behind the last record that the reader returned. */
    static Checkpoint behind(RecordReader reader, RecordFormat format) {
        return new Checkpoint(reader.offset(), reader.number(), reader.checksum(), format.describe());
    }

    /** Returns the checkpoint of the source; null if there is none. */
    static Checkpoint read(Store store, String source) throws IOException {
        byte[] stored = store.keySpace(SPACE).get(key(source));
        return stored == null ? null : MAPPER.readValue(stored, Checkpoint.class);
    }

    /** Adds this checkpoint of the source to the batch. */
    void addTo(WriteBatch batch, KeySpace space, String source) throws IOException {
        batch.put(space, key(source), MAPPER.writeValueAsBytes(this));
    }

    private static byte[] key(String source) {
        return source.getBytes(StandardCharsets.UTF_8);
    }
}
