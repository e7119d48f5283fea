package io.minilsm.internal.version;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads the state of a store from its superblock and manifest. Writes nothing. For one thread at a time.
 *
 * <p>What the manifest holds up to the durable length must all be there. Behind it there may be the one record whose
 * superblock was not written when the process ended: torn, then it is ignored, or whole, then it counts; its edit was
 * never acknowledged, so both are right. More than that shows that the superblock is an older copy.
 */
final class StateReader {
    /**
     * Files of numbers that were never reserved do not come from this store's use: looking at some of them is enough.
     */
    private static final int MAX_STRAYS = 10_000;

    private final Vfs vfs;
    private final Path dir;
    private final SuperblockContent superblock;
    private final SuperblockSlot slot;
    private final String fileName;
    private StoreState state;
    private int tableRecordsLeft;

    private StateReader(Vfs vfs, Path dir, SuperblockContent superblock) {
        this.vfs = vfs;
        this.dir = dir;
        this.superblock = superblock;
        slot = superblock.newest();
        fileName = FileName.manifest(slot.manifestNumber());
    }

    /**
     * Reads superblock and manifest.
     *
     * @throws CorruptionException if one is missing, damaged, or an older copy
     */
    static Content read(Vfs vfs, Path dir) throws IOException {
        SuperblockContent superblock = Superblock.read(vfs, dir);
        StateReader reader = new StateReader(vfs, dir, superblock);
        reader.readManifest();
        reader.refuseNewerFiles();
        return new Content(superblock, reader.state);
    }

    private void readManifest() throws IOException {
        try (ManifestReader manifest = ManifestReader.open(vfs, dir, slot.manifestNumber())) {
            if (!manifest.header().storeId().equals(superblock.storeId())) {
                throw corrupt("manifest of another store", 0, manifest.header().storeId(), superblock.storeId());
            }
            if (manifest.sizeBytes() < slot.durableLength()) {
                long size = manifest.sizeBytes();
                throw corrupt("manifest cut short", size, size + " bytes", slot.durableLength());
            }
            if (slot.durableLength() <= FileHeader.BYTES) {
                throw superblockCorrupt("durable length of manifest", slot.durableLength(), "more than its header");
            }
            readDurable(manifest);
            if (manifest.sizeBytes() > slot.durableLength()) {
                readUnacknowledged(manifest);
            }
        }
    }

    private void readDurable(ManifestReader manifest) throws IOException {
        manifest.limit(slot.durableLength());
        for (ManifestRecord record = manifest.next(); record != null; record = manifest.next()) {
            accept(record);
        }
        if (tableRecordsLeft != 0) {
            throw corrupt("snapshot lacks records of tables", manifest.position(), tableRecordsLeft + " missing", "0");
        }
        if (!manifest.chain().equals(slot.chain())) {
            throw corrupt("manifest is not the one of the superblock", 0, manifest.chain(), slot.chain());
        }
        boolean reserved = state.reservation().sequence() <= slot.reservation().sequence()
                && state.reservation().fileNumber() <= slot.reservation().fileNumber();
        if (!reserved) {
            throw superblockCorrupt("reservation below the manifest's", slot.reservation(), state.reservation());
        }
    }

    private void readUnacknowledged(ManifestReader manifest) throws IOException {
        manifest.limit(manifest.sizeBytes());
        ManifestRecord record;
        try {
            record = manifest.next();
        } catch (CorruptionException torn) {
            return; // The append whose superblock was never written: nobody was told that it succeeded.
        }
        accept(record);
        if (manifest.position() < manifest.sizeBytes()) {
            throw superblockCorrupt(
                    "superblock older than manifest " + fileName, slot.durableLength(), manifest.position());
        }
    }

    private void accept(ManifestRecord record) throws CorruptionException {
        VersionEdit edit = record.edit();
        try {
            if (state == null) {
                state = StateTransition.start(edit);
                tableRecordsLeft = edit.snapshot().tableRecords();
                StateTransition.requireEqual("storeId", state.storeId(), superblock.storeId());
                return;
            }
            boolean expectTables = tableRecordsLeft > 0;
            StateTransition.require(
                    expectTables == (edit.type() == EditType.SNAPSHOT_TABLES), "record out of place", edit.type());
            tableRecordsLeft -= expectTables ? 1 : 0;
            state = StateTransition.apply(state, edit);
        } catch (IllegalArgumentException e) {
            throw new CorruptionException(
                    "manifest record does not fit", fileName, record.frame().offset(), e.getMessage(), e);
        }
    }

    /**
     * No file of the store has a number that was never reserved, so one that names this store in its header was made
     * after the superblock was: that is an older copy. Other files of such numbers are not ours to judge.
     */
    private void refuseNewerFiles() throws IOException {
        long unreserved = Math.max(slot.reservation().fileNumber(), state.reservation().fileNumber());
        int strays = 0;
        for (String name : vfs.list(dir)) {
            OptionalLong number = FileNumbers.of(name);
            if (number.isPresent() && number.getAsLong() >= unreserved && strays++ < MAX_STRAYS && isOurs(name)) {
                throw superblockCorrupt(
                        "superblock older than file " + name, unreserved, "above " + number.getAsLong());
            }
        }
    }

    private boolean isOurs(String name) throws IOException {
        byte[] bytes = new byte[FileHeader.BYTES];
        try (VfsFile file = vfs.openRead(dir.resolve(name))) {
            file.read(ByteBuffer.wrap(bytes), 0);
        }
        return FileNumbers.isHeaderOf(bytes, name, superblock.storeId());
    }

    private CorruptionException corrupt(String what, long offset, Object actual, Object expected) {
        return new CorruptionException(what, fileName, offset, "actual=" + actual + ", expected=" + expected);
    }

    private CorruptionException superblockCorrupt(String what, Object actual, Object expected) {
        return new CorruptionException(
                what, FileName.CURRENT, slot.offset(), "actual=" + actual + ", expected=" + expected);
    }

    /**
     * What was read.
     *
     * @param superblock the superblock
     * @param state the state at the end of the manifest
     */
    record Content(SuperblockContent superblock, StoreState state) {
        /** Returns what may have been used: what the superblock reserves, and the record behind the durable length. */
        VersionEdit.Reservation reservation() {
            VersionEdit.Reservation slot = superblock.newest().reservation();
            return new VersionEdit.Reservation(
                    Math.max(slot.sequence(), state.reservation().sequence()),
                    Math.max(slot.fileNumber(), state.reservation().fileNumber()));
        }
    }
}
