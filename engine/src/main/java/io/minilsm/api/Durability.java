package io.minilsm.api;

/** How far a write has come when it is acknowledged. Ordered from the weakest to the strongest. */
public enum Durability {
    /**
     * May stay in this process's memory for a bounded time. Lost on kill -9; what survives is still a prefix of the
     * writes in their order.
     */
    BUFFERED,

    /** Handed to the operating system. Survives the death of the process (kill -9), not a power cut. */
    OS,

    /** Forced to the device before the acknowledgement. Survives a power cut. */
    SYNC;

    /** Returns whether a write at this level survives everything that one at {@code other} survives. */
    public boolean isAtLeast(Durability other) {
        return compareTo(other) >= 0;
    }
}
