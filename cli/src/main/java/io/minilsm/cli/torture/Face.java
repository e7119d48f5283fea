package io.minilsm.cli.torture;

import io.minilsm.api.Options;
import java.util.function.IntFunction;

/**
 * A way to write to a store, and what its writers are.
 *
 * @param writer class whose main method takes the words of a {@link WriterTask}
 * @param lanes how many threads write
 * @param spaces how many key spaces they write to
 * @param deletes whether they delete
 * @param options what to open the store with to judge it, by variant
 * @param mostMillis how long a writer may write that does not get far
 */
public record Face(
        Class<?> writer, int lanes, int spaces, boolean deletes, IntFunction<Options> options, int mostMillis) {
    /** Reached on slow disks and busy machines only; without it, a kill there would take too long. */
    private static final int ENGINE_MILLIS = 2000;

    /** What lies above the engine needs some time to load its classes. */
    private static final int PLAIN_MILLIS = 1500;

    /** Returns the engine's own interface, written to by so many threads. */
    public static Face engine(int threads) {
        return new Face(EngineWriter.class, threads, EngineWriter.SPACES, true, EngineWriter::options, ENGINE_MILLIS);
    }

    /** Returns a face that writes to the store's plain keys only. */
    public static Face plain(Class<?> writer, int lanes, boolean deletes) {
        return new Face(writer, lanes, 1, deletes, variant -> Options.defaults(), PLAIN_MILLIS);
    }
}
