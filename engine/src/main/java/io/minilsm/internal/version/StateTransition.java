package io.minilsm.internal.version;

import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.VersionEdit.NamedSpace;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.version.VersionEdit.RetainedWal;
import io.minilsm.internal.version.VersionEdit.SnapshotHeader;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Applies one edit to a state and checks that it fits: before it is written, and again when it is read. For one thread
 * at a time.
 */
final class StateTransition {
    /** Longest name of a key space in characters. */
    private static final int MAX_SPACE_NAME_LENGTH = 255;

    private final StoreState before;
    private final VersionEdit edit;
    private final Map<Long, WalRecord> wals = new LinkedHashMap<>();
    private final Map<String, Integer> keySpaces;
    private final Reservation reservation;
    private int nextSpaceId;
    private long nextFileNumber;
    private long lastSequence;

    private StateTransition(StoreState before, VersionEdit edit) {
        this.before = before;
        this.edit = edit;
        before.wals().forEach(wal -> wals.put(wal.number(), wal));
        keySpaces = new LinkedHashMap<>(before.keySpaces());
        reservation = edit.reservation() == null ? before.reservation() : edit.reservation();
        nextSpaceId = before.nextSpaceId();
        nextFileNumber = before.nextFileNumber();
        lastSequence = before.lastSequence();
    }

    /**
     * Returns the state after the edit.
     *
     * @throws IllegalArgumentException if the edit does not fit the state
     */
    static StoreState apply(StoreState before, VersionEdit edit) {
        require(edit.type() != EditType.SNAPSHOT && edit.snapshot() == null, "snapshot behind the first record", "");
        return new StateTransition(before, edit).apply();
    }

    /**
     * Returns the state that a manifest's first record says, still without the tables in the records behind it.
     *
     * @throws IllegalArgumentException if the edit is not a snapshot, or contradicts itself
     */
    static StoreState start(VersionEdit edit) {
        SnapshotHeader header = edit.snapshot();
        require(edit.type() == EditType.SNAPSHOT && header != null, "first record is not a snapshot", "");
        require(edit.reservation() != null, "snapshot without reservation", "");
        requireEqual("comparator", header.comparator(), StoreState.UNSIGNED_BYTES);
        requireEqual("formatVersion", header.formatVersion(), FileHeader.FORMAT_VERSION);
        require(header.tableRecords() >= 0, "tableRecords", header.tableRecords());
        StoreState state = new StateTransition(StoreState.empty(header.storeId(), edit.reservation()), edit).apply();
        require(header.nextSpaceId() >= state.nextSpaceId(), "nextSpaceId", header.nextSpaceId());
        require(header.nextFileNumber() >= state.nextFileNumber(), "nextFileNumber", header.nextFileNumber());
        return new StoreState(
                state.storeId(),
                state.comparator(),
                state.version(),
                state.wals(),
                state.flushedSequence(),
                state.lastSequence(),
                state.keySpaces(),
                header.nextSpaceId(),
                header.nextFileNumber(),
                state.retention(),
                state.reservation());
    }

    private StoreState apply() {
        Reservation reserved = before.reservation();
        require(reservation.sequence() >= reserved.sequence(), "reserved sequence falls", reservation);
        require(reservation.fileNumber() >= reserved.fileNumber(), "reserved file number falls", reservation);
        Version version = VersionTransition.apply(before.version(), edit);
        edit.addedTables().forEach(added -> useTable(added.table()));
        edit.droppedWals().forEach(this::dropWal);
        edit.newWals().forEach(this::addWal);
        edit.closedWals().forEach(this::closeWal);
        edit.retainedWals().forEach(this::retainWal);
        edit.newKeySpaces().forEach(this::nameSpace);
        long flushed = edit.flushedSequence().orElse(before.flushedSequence());
        require(flushed >= before.flushedSequence(), "flushedSequence falls", flushed);
        useSequence(flushed);
        edit.lastSequence().ifPresent(this::useSequence);
        Retention retention = edit.history() == null ? before.retention() : edit.history();
        requireFits(retention);
        return new StoreState(
                before.storeId(),
                before.comparator(),
                version,
                wals.values().stream().toList(),
                flushed,
                lastSequence,
                keySpaces,
                nextSpaceId,
                nextFileNumber,
                retention,
                reservation);
    }

    private void useTable(TableMetadata table) {
        useFileNumber(table.number());
        useSequence(table.smallestSequence());
        useSequence(table.largestSequence());
    }

    private void dropWal(long number) {
        require(wals.remove(number) != null, "dropped log segment is not there", number);
    }

    private void addWal(WalSegment segment) {
        useFileNumber(segment.number());
        require(segment.sizeBytes() > 0, "size of log segment", segment);
        require(wals.put(segment.number(), new WalRecord(segment, null)) == null, "log segment added twice", segment);
    }

    private void closeWal(ClosedSegment closed) {
        WalRecord wal = wals.get(closed.number());
        require(wal != null && !wal.isClosed(), "closed log segment is not there or closed already", closed);
        require(
                closed.endOffset() >= 0 && closed.endOffset() <= wal.segment().sizeBytes(),
                "end of log segment outside of it",
                closed);
        useSequence(closed.lastSequence());
        wals.put(closed.number(), new WalRecord(wal.segment(), closed));
    }

    private void retainWal(RetainedWal retained) {
        WalRecord wal = wals.get(retained.number());
        require(wal != null && wal.isClosed(), "retained log segment is not there or not closed", retained);
        require(!wal.isRetained() && retained.atMillis() > 0, "log segment retained twice or at no time", retained);
        wals.put(retained.number(), new WalRecord(wal.segment(), wal.closed(), retained.atMillis()));
    }

    /** Retained segments come before those that recovery needs, and there are none without a history. */
    private void requireFits(Retention retention) {
        require(retention.maxBytes() >= 0 && retention.maxAgeMillis() >= 0, "limits of history", retention);
        useSequence(retention.floorSequence());
        boolean live = !retention.isKept();
        for (WalRecord wal : wals.values()) {
            require(!wal.isRetained() || !live, "log segment retained out of order or without history", wal.number());
            live |= !wal.isRetained();
        }
    }

    private void nameSpace(NamedSpace space) {
        int length = space.name().length();
        require(length > 0 && length <= MAX_SPACE_NAME_LENGTH, "length of key space name", length);
        require(StandardCharsets.UTF_8.newEncoder().canEncode(space.name()), "key space name is not Unicode", length);
        require(
                space.id() >= nextSpaceId && space.id() <= ScopedKey.MAX_SPACE,
                "id of key space used before or out of range",
                space);
        require(keySpaces.put(space.name(), space.id()) == null, "key space named twice", space);
        nextSpaceId = space.id() + 1;
    }

    private void useFileNumber(long number) {
        require(number > 0 && number < reservation.fileNumber(), "file number not reserved", number);
        nextFileNumber = Math.max(nextFileNumber, number + 1);
    }

    private void useSequence(long sequence) {
        require(
                sequence >= 0 && sequence <= reservation.sequence() && sequence <= Tag.MAX_SEQUENCE,
                "sequence not reserved",
                sequence);
        lastSequence = Math.max(lastSequence, sequence);
    }

    static void requireEqual(String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new IllegalArgumentException(what + ": actual=" + actual + ", expected=" + expected);
        }
    }

    static void require(boolean holds, String what, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": actual=" + actual);
        }
    }
}
