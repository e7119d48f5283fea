package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.cli.output.CommandIo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command that was run: its exit code and what it wrote. */
record CommandRun(int code, byte[] raw, String err) {
    /** Runs the command with nothing on standard input. */
    static CommandRun of(Object... arguments) {
        return withInput("", arguments);
    }

    /** Runs the command with the text on standard input. */
    static CommandRun withInput(String input, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandIo io =
                CommandIo.of(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, "");
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int code = MiniLsmCommand.run(io, words);
        return new CommandRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** Checks the exit code; the failure shows what was written. */
    CommandRun expect(int expected) {
        assertEquals(expected, code, () -> "exit code; out:\n" + out() + "\nerr:\n" + err);
        return this;
    }

    String out() {
        return new String(raw, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out().lines().toList();
    }

    /** Returns standard output read as JSON, which must be one object per line. */
    List<JsonNode> json() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : lines()) {
            objects.add(mapper.readTree(line));
        }
        return objects;
    }
}
