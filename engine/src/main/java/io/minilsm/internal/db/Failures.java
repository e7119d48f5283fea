package io.minilsm.internal.db;

import java.io.Closeable;
import java.io.IOException;

/** Keeps the first of several failures and hangs the others on it, so that closing attempts everything. Stateless. */
final class Failures {
    private Failures() {}

    /** Returns the first failure, with the next one added to it. */
    static IOException add(IOException first, IOException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Closes all, in order, and throws the first failure at the end; nulls are passed over. */
    static void closeAll(Closeable... all) throws IOException {
        IOException failure = null;
        for (Closeable each : all) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (IOException e) {
                failure = add(failure, e);
            } catch (RuntimeException e) {
                failure = add(failure, new IOException("closing failed: " + e, e));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
