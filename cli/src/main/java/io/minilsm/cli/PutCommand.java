package io.minilsm.cli;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.cli.ingest.IngestSource;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Notation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores a value under a key. */
@Command(
        name = "put",
        description = "Stores a value under a key; makes the store if there is none. Durable when it returns.",
        mixinStandardHelpOptions = true)
final class PutCommand extends StoreCommand {
    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "The key; \\xNN stands for a byte, \\\\ for a backslash.")
    private String key;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "The value, taken literally; without it and without --file it is read from standard input.")
    private String value;

    @Option(names = "--file", paramLabel = "FILE", description = "Take the value from this file.")
    private Path file;

    @Option(names = "--if-absent", description = "Only if the key has no value yet; exit code 1 if it has.")
    private boolean ifAbsent;

    @Mixin
    private EntryOptions entry;

    @Override
    public Integer call() throws IOException {
        Notation notation = entry.notation();
        byte[] keyBytes = notation.parseKey(key);
        WriteBatch.checkKey(keyBytes);
        byte[] valueBytes = readValue(notation);
        boolean stored = true;
        try (Store store = openOrCreate(Options.defaults())) {
            KeySpace space = entry.space() == null ? store : store.keySpace(entry.space());
            if (ifAbsent) {
                stored = space.putIfAbsent(keyBytes, valueBytes, Durability.SYNC);
            } else {
                space.put(keyBytes, valueBytes, Durability.SYNC);
            }
        }
        if (isJson()) {
            json().write(JsonLines.putBytes(JsonLines.object(), "key", keyBytes, notation)
                    .put("stored", stored)
                    .put("valueBytes", valueBytes.length));
        } else if (stored) {
            io().printLine("stored " + notation.key(keyBytes) + " (" + Figures.size(valueBytes.length) + ", durable)");
        } else {
            io().err().println("minilsm: key has a value already: key=" + notation.key(keyBytes) + ", directory="
                    + directory());
        }
        return stored ? ExitCode.DONE : ExitCode.NO;
    }

    private byte[] readValue(Notation notation) throws IOException {
        if (value != null && file != null) {
            throw badArguments("VALUE and --file exclude each other");
        }
        if (value != null) {
            return notation.parseValue(value);
        }
        if (file == null) {
            return io().in().readAllBytes();
        }
        IngestSource.requireFile(file);
        return Files.readAllBytes(file);
    }
}
