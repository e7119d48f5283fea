package io.minilsm.cli;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes keys. */
@Command(
        name = "del",
        description = "Removes keys, all of them or none. No error if a key has no value. Durable when it returns.",
        mixinStandardHelpOptions = true)
final class DelCommand extends StoreCommand {
    @Parameters(
            index = "1",
            arity = "1..*",
            paramLabel = "KEY",
            description = "The keys; \\xNN stands for a byte, \\\\ for a backslash.")
    private List<String> keys;

    @Mixin
    private EntryOptions entry;

    @Override
    public Integer call() throws IOException {
        List<byte[]> parsed = keys.stream().map(entry.notation()::parseKey).toList();
        try (Store store = openToChange()) {
            KeySpace space = existingSpace(store, entry.space());
            WriteBatch batch = new WriteBatch();
            parsed.forEach(key -> batch.delete(space, key));
            store.write(batch, Durability.SYNC);
        }
        if (isJson()) {
            json().write(JsonLines.object().put("deletes", parsed.size()));
        } else {
            io().printLine("deleted " + Figures.count(parsed.size()) + (parsed.size() == 1 ? " key" : " keys")
                    + " (durable)");
        }
        return ExitCode.DONE;
    }
}
