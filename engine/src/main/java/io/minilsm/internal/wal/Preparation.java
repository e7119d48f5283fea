package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;

/** The making of the next segment, asked for, under way or ended. Guarded by the writer's lock. */
final class Preparation {
    final long sizeBytes;

    /** What will do where there is no space for that size. */
    final long minBytes;

    final boolean mapped;

    /** Whether a thread has begun; the first to set it does the work. */
    boolean claimed;

    /** Whether that thread is done. */
    boolean ended;

    /** The segment, if it could be made. */
    Segment made;

    /** Why it could not be made, if that does not poison the writer. */
    DiskFullException refusal;

    Preparation(long sizeBytes, long minBytes, boolean mapped) {
        this.sizeBytes = sizeBytes;
        this.minBytes = minBytes;
        this.mapped = mapped;
    }

    boolean isUnderWay() {
        return claimed && !ended;
    }
}
