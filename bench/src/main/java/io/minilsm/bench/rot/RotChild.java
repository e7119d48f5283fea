package io.minilsm.bench.rot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What the other process does: makes a store and closes it or halts, or judges the stores that it is told of. */
final class RotChild {
    private RotChild() {}

    /** Runs {@code closed|killed ENGINE DIRECTORY} or {@code judge ENGINE}. */
    public static void main(String[] args) throws Exception {
        RotEngine engine = RotEngine.of(args[1]);
        if (args[0].equals("judge")) {
            judge(engine);
            Runtime.getRuntime().halt(0);
        }
        RotStore store = engine.open(Path.of(args[2]));
        KnownEntries.writeTo(store);
        if (args[0].equals("closed")) {
            store.close();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void judge(RotEngine engine) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String directory = in.readLine(); directory != null; directory = in.readLine()) {
            Judge.Verdict verdict = Judge.judge(engine, Path.of(directory));
            out.print(verdict.outcome() + " " + verdict.error() + "\n");
            out.flush();
        }
    }
}
