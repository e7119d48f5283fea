package io.minilsm.rot;

import io.minilsm.api.Options;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CallersThread;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A store to be damaged. Immutable.
 *
 * @param name what it is
 * @param files its files, whole
 * @param options how it is opened
 * @param bootId the run of the machine in which it is opened
 * @param history all that was written to it, and acknowledged as synced
 * @param killed whether it was not closed
 * @param olderCopies what its files held at earlier moments
 * @param twin the files of another store with the same history
 */
record StoreImage(
        String name,
        Map<String, byte[]> files,
        Options options,
        String bootId,
        History history,
        boolean killed,
        Map<String, List<byte[]>> olderCopies,
        Map<String, byte[]> twin) {

    private static final long NONCES_OF_EXAMINATION = 4711;

    /** Returns the world in which it is opened. */
    Environment environment(Vfs vfs) {
        return environment(vfs, bootId, NONCES_OF_EXAMINATION);
    }

    /** Returns a world of one thread whose every run is the same. */
    static Environment environment(Vfs vfs, String bootId, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Environment(
                vfs, System::nanoTime, () -> 0, name -> new CallersThread(), random::nextLong, bootId, false);
    }
}
