package io.minilsm.internal.db;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** What a second process does with a store: opens it, says how that went, and keeps it open until its input ends. */
final class OtherProcess {
    private OtherProcess() {}

    /** Opens the directory that the first argument names, for reading only if the second one says so. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answer = System.out;
        Path directory = Path.of(arguments[0]);
        boolean readOnly = arguments[1].equals("read-only");
        try (Store store =
                readOnly ? MiniLsm.openReadOnly(directory, Options.defaults()) : MiniLsm.open(directory)) {
            answer.println("open " + store.visibleSequence());
            answer.flush();
            while (System.in.read() >= 0) {
                // Until the other end closes the pipe.
            }
        } catch (IOException e) {
            answer.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
