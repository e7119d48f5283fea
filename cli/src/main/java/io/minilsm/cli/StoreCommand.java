package io.minilsm.cli;

import io.minilsm.MiniLsm;
import io.minilsm.api.KeySpace;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What the commands on one store have in common: the directory, how it is opened, the streams. For one thread. */
abstract class StoreCommand implements Callable<Integer> {
    @ParentCommand
    private MiniLsmCommand root;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The store's directory.")
    private Path directory;

    final Path directory() {
        return directory;
    }

    final CommandIo io() {
        return root.io();
    }

    final boolean isJson() {
        return root.isJson();
    }

    final JsonLines json() {
        return new JsonLines(io().out());
    }

    /** Returns the exception that says what is wrong with the arguments. */
    final CommandLine.ParameterException badArguments(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }

    /** Opens the store without writing a byte to it. */
    final Store openToRead() throws IOException {
        requireDirectory();
        return MiniLsm.openReadOnly(directory, Options.defaults());
    }

    /** Opens the store that is there, to write. */
    final Store openToChange() throws IOException {
        requireDirectory();
        return MiniLsm.open(directory, Options.defaults().withCreateIfMissing(false));
    }

    /** Opens the store to write, making it if there is none. */
    final Store openOrCreate(Options options) throws IOException {
        return MiniLsm.open(directory, options);
    }

    /** Returns the key space of that name, which must be there; the plain keys for null. */
    static KeySpace existingSpace(Store store, String name) throws IOException {
        if (name == null) {
            return store;
        }
        if (!store.keySpaceNames().contains(name)) {
            throw new IOException("no such key space: space=" + name + ", directory=" + store.directory()
                    + ", there are=" + store.keySpaceNames());
        }
        return store.keySpace(name);
    }

    /** Throws unless the directory is there and is one. */
    final void requireDirectory() throws IOException {
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!Files.isDirectory(directory)) {
            throw new NotAStoreException("not a store: path=" + directory + ", actual=a file, expected=a directory");
        }
    }
}
