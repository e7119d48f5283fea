package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import java.io.IOException;

/** Telling failures apart and keeping the first of several. Stateless. */
final class Failures {
    /** Deepest chain of causes looked at: chains made by hand can be circular. */
    private static final int CAUSE_LIMIT = 16;

    private Failures() {}

    /** Returns the first failure with the later one added to it. */
    static IOException first(IOException first, IOException later) {
        if (first == null) {
            return later;
        }
        if (first != later) {
            first.addSuppressed(later);
        }
        return first;
    }

    static void throwIfAny(IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns a {@link DiskFullException} if that is what the failure says; else throws the failure itself. */
    static DiskFullException asDiskFull(Throwable failure, String what) throws IOException {
        if (isDiskFull(failure)) {
            return new DiskFullException(what, failure);
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) failure;
    }

    /** Java has no exception type for a full disk: the operating systems' own words tell. */
    private static boolean isDiskFull(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < CAUSE_LIMIT; depth++, at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (at instanceof DiskFullException
                    || message.contains("No space left on device")
                    || message.contains("not enough space on the disk")
                    || message.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
