package io.minilsm.races;

/**
 * What one thread did to one key, and when. Values are numbers, each written once only; 0 is no value.
 *
 * @param kind what was done
 * @param key the key
 * @param expected the value that a compare-and-set asked for
 * @param value the value written, or the value read
 * @param succeeded whether a compare-and-set did; true for the others
 * @param invoked just before the call, in nanoseconds
 * @param returned just behind it
 */
record Operation(
        Kind kind, int thread, int key, long expected, long value, boolean succeeded, long invoked, long returned) {

    /** No value. */
    static final long ABSENT = 0;

    /** Put-if-absent is a compare-and-set of no value, a delete writes none, a multi-get is a read of each key. */
    enum Kind {
        READ,
        WRITE,
        COMPARE_AND_SET
    }

    /** Returns whether the operation may come next where the key has that value. */
    boolean isLegal(long current) {
        return switch (kind) {
            case READ -> value == current;
            case WRITE -> true;
            case COMPARE_AND_SET -> succeeded == (expected == current);
        };
    }

    /** Returns the value behind the operation. */
    long apply(long current) {
        return kind == Kind.WRITE || kind == Kind.COMPARE_AND_SET && succeeded ? value : current;
    }
}
