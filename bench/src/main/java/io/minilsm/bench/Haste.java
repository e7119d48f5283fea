package io.minilsm.bench;

/**
 * How much shorter workloads are made than planned, so that the first round ends in time on a busy or slow machine.
 * Immutable.
 *
 * @param factor 1 or less
 * @param patience how many times longer a workload takes at most where the machine is busy with other things
 */
record Haste(double factor, int patience) {
    /** As planned. */
    static final Haste NONE = new Haste(1, 3);

    /** Shorter ones would measure nothing. */
    private static final double LEAST = 0.25;

    private static final long LEAST_MILLIS = 50;

    /** Looks at the time that is left and at what those took that are done. */
    static Haste of(double minutesLeft, double minutesSpent, int done, int all) {
        if (done == 0) {
            return NONE;
        }
        double needed = minutesSpent / done * (all - done);
        return needed <= minutesLeft ? NONE : new Haste(Math.max(LEAST, minutesLeft / needed), 1);
    }

    /** Returns the time to take instead of that. */
    long of(long millis) {
        return Math.max(Math.min(LEAST_MILLIS, millis), (long) (millis * factor));
    }
}
