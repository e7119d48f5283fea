package io.minilsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The shipped messages are what their description says. */
final class DataSetTest {
    private static final Path DATA = Path.of("..", "data");
    private static final Path FILE = DATA.resolve("clock-changes.jsonl.gz");

    @Test
    void messagesAreAsManyAsSaidInOrderAndUnique() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        Set<String> ids = new HashSet<>();
        String before = "";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = mapper.readTree(line);
                String at = message.get("at").asText();
                assertTrue(at.compareTo(before) >= 0, line);
                assertEquals(message.get("zone").asText() + "/" + at, message.get("id").asText());
                assertTrue(ids.add(message.get("id").asText()), line);
                before = at;
            }
        }
        assertEquals(27_274, ids.size());
        assertTrue(Files.readString(DATA.resolve("README.md")).contains("27,274 messages"));
    }

    @Test
    void bytesAreThoseOfTheDescription() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FILE));
        assertTrue(Files.readString(DATA.resolve("README.md")).contains(HexFormat.of().formatHex(digest)));
    }
}
