package io.minilsm.internal.format;

/** What a file of a store holds. On disk: never change or reuse a code. Next free value: 5. */
public enum FileKind {
    /** A log segment, {@code NNNNNN.wal}. */
    WAL(1),
    /** A table, {@code NNNNNN.sst}. */
    TABLE(2),
    /** A manifest, {@code MANIFEST-NNNNNN}. */
    MANIFEST(3),
    /** The superblock, {@code CURRENT}. */
    SUPERBLOCK(4);

    private final int code;

    FileKind(int code) {
        this.code = code;
    }

    /** Returns the number that stands for the kind on disk. */
    public int code() {
        return code;
    }
}
