package io.minilsm.internal.version;

/** What an edit of the manifest is for. On disk: never change or reuse a name. */
public enum EditType {
    /** A log segment is registered before its first frame. */
    NEW_MEMTABLE("NewMemtable"),
    /** A log segment was filled and forced. */
    CLOSE_WAL("CloseWal"),
    /** A memtable became tables, and the log segments that held it are dropped. */
    FLUSH("Flush"),
    /** Tables were merged into others, or moved to another level. */
    COMPACTION("Compaction"),
    /** Tables of sorted data were added without going through the log. */
    BULK_LOAD("BulkLoad"),
    /** A key space was named. */
    KEY_SPACE("KeySpace"),
    /** What the log held behind its last durable mark was written anew. */
    RECOVERY("Recovery"),
    /** A history of changes is kept from now on, or another one, or none any more. */
    HISTORY("History"),
    /** Sequences and file numbers were reserved ahead. Written by the version set alone. */
    RESERVE("Reserve"),
    /** The whole state but for its tables; the first record of each manifest. Written by the version set alone. */
    SNAPSHOT("Snapshot"),
    /** Tables of the snapshot before it. Written by the version set alone. */
    SNAPSHOT_TABLES("SnapshotTables");

    private final String recordName;

    EditType(String recordName) {
        this.recordName = recordName;
    }

    /** Returns the name that stands for the type on disk. */
    public String recordName() {
        return recordName;
    }

    /** Returns whether the version set writes edits of this type of its own accord and takes none from others. */
    boolean isInternal() {
        return this == RESERVE || this == SNAPSHOT || this == SNAPSHOT_TABLES;
    }

    /** Returns the type of that name on disk; null if there is none. */
    static EditType of(String recordName) {
        for (EditType type : values()) {
            if (type.recordName.equals(recordName)) {
                return type;
            }
        }
        return null;
    }
}
