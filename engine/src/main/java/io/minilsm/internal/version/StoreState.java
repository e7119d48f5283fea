package io.minilsm.internal.version;

import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.version.VersionEdit.SnapshotHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * All that the manifest says of a store at one moment. Immutable; replaced by each edit.
 *
 * @param storeId the store
 * @param comparator name of the order of keys
 * @param version tables by level
 * @param wals log segments in the order in which they were registered
 * @param flushedSequence all writes up to here are in tables
 * @param lastSequence largest sequence that the manifest has heard of
 * @param keySpaces ids of the named key spaces by name, in the order of their creation
 * @param nextSpaceId id for the next key space that is named
 * @param nextFileNumber smallest number behind those of all files that the manifest has heard of
 * @param retention what history of changes is kept
 * @param reservation sequences and file numbers that may have been used
 */
public record StoreState(
        UUID storeId,
        String comparator,
        Version version,
        List<WalRecord> wals,
        long flushedSequence,
        long lastSequence,
        Map<String, Integer> keySpaces,
        int nextSpaceId,
        long nextFileNumber,
        Retention retention,
        Reservation reservation) {
    /** Keys are ordered by their bytes, unsigned. On disk: the only order there is. */
    public static final String UNSIGNED_BYTES = "unsigned-bytes";

    /** JSON of tables in one record of a snapshot, about: keeps records small enough to look at one by one. */
    private static final int TABLE_RECORD_BYTES = 1 << 20;

    /** Makes a state of copies of the collections. */
    public StoreState {
        wals = List.copyOf(wals);
        keySpaces = Collections.unmodifiableMap(new LinkedHashMap<>(keySpaces));
    }

    /** Returns the state of a store that holds nothing. */
    static StoreState empty(UUID storeId, Reservation reservation) {
        return new StoreState(
                storeId,
                UNSIGNED_BYTES,
                Version.empty(),
                List.of(),
                0,
                0,
                Map.of(),
                ScopedKey.FIRST_NAMED_SPACE,
                1,
                Retention.NONE,
                reservation);
    }

    /** Returns the segment of that number; null if it is not part of the store. */
    public WalRecord wal(long number) {
        for (WalRecord wal : wals) {
            if (wal.number() == number) {
                return wal;
            }
        }
        return null;
    }

    /** Returns this state with file numbers from that one on, and the reservation. */
    StoreState leapTo(long fileNumber, Reservation reserved) {
        return new StoreState(
                storeId,
                comparator,
                version,
                wals,
                flushedSequence,
                lastSequence,
                keySpaces,
                nextSpaceId,
                Math.max(nextFileNumber, fileNumber),
                retention,
                reserved);
    }

    /** Returns the edits that make this state out of nothing: a snapshot, then its tables. */
    List<VersionEdit> toSnapshot() {
        List<VersionEdit> tables = tableRecords();
        VersionEdit.Builder first = VersionEdit.builder(EditType.SNAPSHOT)
                .snapshot(new SnapshotHeader(
                        FileHeader.FORMAT_VERSION, storeId, comparator, nextFileNumber, nextSpaceId, tables.size()))
                .flushedSequence(flushedSequence)
                .lastSequence(lastSequence)
                .reservation(reservation);
        keySpaces.forEach(first::newKeySpace);
        for (WalRecord wal : wals) {
            first.newWal(wal.segment());
            if (wal.isClosed()) {
                first.closeWal(wal.closed());
            }
            if (wal.isRetained()) {
                first.retainWal(wal.number(), wal.retainedMillis());
            }
        }
        if (retention.isKept()) {
            first.history(retention);
        }
        List<VersionEdit> edits = new ArrayList<>(1 + tables.size());
        edits.add(first.build());
        edits.addAll(tables);
        return edits;
    }

    private List<VersionEdit> tableRecords() {
        List<VersionEdit> records = new ArrayList<>();
        VersionEdit.Builder record = null;
        long bytes = 0;
        for (int level = 0; level < Version.LEVELS; level++) {
            for (TableMetadata table : version.level(level)) {
                if (record == null || bytes >= TABLE_RECORD_BYTES) {
                    if (record != null) {
                        records.add(record.build());
                    }
                    record = VersionEdit.builder(EditType.SNAPSHOT_TABLES);
                    bytes = 0;
                }
                record.addTable(level, table);
                bytes += EditCodec.estimateBytes(table);
            }
        }
        if (record != null) {
            records.add(record.build());
        }
        return records;
    }
}
