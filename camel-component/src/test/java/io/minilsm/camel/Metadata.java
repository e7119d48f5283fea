package io.minilsm.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** The component's generated metadata, as Camel's catalog and tools read it from the class path. */
final class Metadata {
    private Metadata() {}

    static JsonNode read() throws IOException {
        try (InputStream json = MiniLsmComponent.class.getResourceAsStream("/META-INF/io/minilsm/camel/minilsm.json")) {
            return new ObjectMapper().readTree(json);
        }
    }
}
