package io.minilsm.testing;

import java.util.SplittableRandom;

/**
 * How long the long tests run: short by default, long with {@code -Dminilsm.long=true}. Stateless.
 *
 * <p>A short run is the same each time. A long run takes a new seed each time; {@code -Dminilsm.seed=N} repeats one.
 */
public final class TestScale {
    private static final String LONG_PROPERTY = "minilsm.long";
    private static final String SEED_PROPERTY = "minilsm.seed";
    private static final String STATES_PROPERTY = "minilsm.states";
    private static final long SHORT_SEED = 1;

    private TestScale() {}

    /** Returns whether this is a long run. */
    public static boolean isLong() {
        return Boolean.getBoolean(LONG_PROPERTY);
    }

    /** Returns the first count in a short run, the second in a long one. */
    public static int pick(int shortCount, int longCount) {
        return isLong() ? longCount : shortCount;
    }

    /**
     * Returns how many states after crashes to judge: what {@code -Dminilsm.states=N} says, else as
     * {@link #pick(int, int)}.
     */
    public static long states(int shortCount, int longCount) {
        return Long.getLong(STATES_PROPERTY, pick(shortCount, longCount));
    }

    /** Returns the seed of this run; tests put it into the message of each failure. */
    public static long seed() {
        Long given = Long.getLong(SEED_PROPERTY);
        if (given != null) {
            return given;
        }
        return isLong() ? new SplittableRandom().nextLong(1L << 40) : SHORT_SEED;
    }

    /** Returns how to run a test again with the seed, for the message of a failure. */
    public static String rerun(long seed) {
        return "seed=" + seed + ", rerun with -D" + SEED_PROPERTY + "=" + seed
                + (isLong() ? " -D" + LONG_PROPERTY + "=true" : "");
    }
}
