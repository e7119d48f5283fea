package io.minilsm.bench.rot;

import java.util.List;

/** An open store, as the judge of rot needs it. For one thread. */
interface RotStore extends AutoCloseable {
    /** Writes the entries as one step that is synced when it returns. */
    void write(List<KnownEntries.Entry> entries) throws Exception;

    /** Moves what was written to where the store keeps it for long, if it has such a place. */
    void settle() throws Exception;

    /** Returns the value; null if the store says that there is none. */
    byte[] get(byte[] key) throws Exception;

    /** Returns the number of entries, by a walk over all of them that looks at keys and values. */
    int walk() throws Exception;
}
