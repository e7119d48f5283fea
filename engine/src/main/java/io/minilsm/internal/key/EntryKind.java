package io.minilsm.internal.key;

/** What an entry does to its key. On disk: never change or reuse. Next free value: 6. */
public final class EntryKind {
    /** The key gets a value. */
    public static final int PUT = 1;

    /** The key loses its value. */
    public static final int DELETE = 2;

    /** Reserved: a range of keys loses its values. */
    public static final int RANGE_DELETE = 3;

    /** Reserved: the key gets a value until a time. */
    public static final int PUT_WITH_EXPIRY = 4;

    /** Reserved: the key's value grows by an element. */
    public static final int APPEND = 5;

    private EntryKind() {}

    /** Returns whether this engine reads entries of the kind. */
    public static boolean isSupported(int kind) {
        return kind == PUT || kind == DELETE;
    }
}
