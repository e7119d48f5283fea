package io.minilsm.cli;

import io.minilsm.MiniLsm;
import io.minilsm.cli.output.JsonLines;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes a store. */
@Command(
        name = "destroy",
        description = "Removes the store's files for good; other files in the directory stay.",
        mixinStandardHelpOptions = true)
final class DestroyCommand extends StoreCommand {
    @Option(names = "--yes", description = "Needed: there is no way back.")
    private boolean confirmed;

    @Override
    public Integer call() throws IOException {
        requireDirectory();
        if (!confirmed) {
            throw badArguments("this removes the store for good: directory=" + directory() + "; repeat it with --yes");
        }
        MiniLsm.destroy(directory());
        if (isJson()) {
            json().write(JsonLines.object().put("destroyed", directory().toString()));
        } else {
            io().printLine("destroyed " + directory());
        }
        return ExitCode.DONE;
    }
}
