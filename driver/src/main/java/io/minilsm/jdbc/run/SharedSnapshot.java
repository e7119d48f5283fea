package io.minilsm.jdbc.run;

import io.minilsm.api.Snapshot;

/** A snapshot with its users counted: a transaction and the results that outlive it. The last one closes it. */
final class SharedSnapshot {
    private final Snapshot snapshot;
    private int users = 1;

    SharedSnapshot(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    Snapshot get() {
        return snapshot;
    }

    SharedSnapshot retain() {
        users++;
        return this;
    }

    void release() {
        if (--users == 0) {
            snapshot.close();
        }
    }
}
