package io.minilsm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.api.Store;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Notation;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the value of a key. */
@Command(
        name = "get",
        description = "Prints the value of a key. Exit code 1 if it has none.",
        mixinStandardHelpOptions = true)
final class GetCommand extends StoreCommand {
    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "The key; \\xNN stands for a byte, \\\\ for a backslash.")
    private String key;

    @Option(names = "--raw", description = "Write the value's bytes as they are, without a line end.")
    private boolean raw;

    @Mixin
    private EntryOptions entry;

    @Override
    public Integer call() throws IOException {
        Notation notation = entry.notation();
        byte[] keyBytes = notation.parseKey(key);
        byte[] value;
        try (Store store = openToRead()) {
            value = existingSpace(store, entry.space()).get(keyBytes);
        }
        if (isJson()) {
            ObjectNode object = JsonLines.object();
            JsonLines.putBytes(object, "key", keyBytes, notation).put("found", value != null);
            json().write(value == null ? object : JsonLines.putBytes(object, "value", value, notation));
        } else if (value == null) {
            io().err().println("minilsm: no such key: key=" + notation.key(keyBytes) + ", directory=" + directory());
        } else if (raw) {
            io().writeRaw(value);
        } else {
            io().printLine(notation.value(value));
        }
        return value == null ? ExitCode.NO : ExitCode.DONE;
    }
}
