package io.minilsm.internal.version;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileName;
import java.util.UUID;

/**
 * What the superblock says. Immutable.
 *
 * @param storeId the store, from the file's header
 * @param first the slot at index 0; null if its page is not what was written there
 * @param second the slot at index 1; null if its page is not what was written there
 */
public record SuperblockContent(UUID storeId, SuperblockSlot first, SuperblockSlot second) {
    /** Returns the slot that was written last. */
    public SuperblockSlot newest() {
        return second == null || first != null && first.generation() > second.generation() ? first : second;
    }

    /** Returns the slot that was written before the newest; null if its page is not what was written there. */
    public SuperblockSlot other() {
        return newest() == first ? second : first;
    }

    /** Returns whether the page of one slot is not what was written there: torn by a crash, or damaged. */
    public boolean hasDamagedSlot() {
        return first == null || second == null;
    }

    void check() throws CorruptionException {
        if (first == null && second == null) {
            throw new CorruptionException(
                    "superblock checksum mismatch in both slots", FileName.CURRENT, Superblock.slotOffset(0), "");
        }
        SuperblockSlot newest = newest();
        SuperblockSlot other = other();
        checkStore(newest);
        if (other == null) {
            return;
        }
        checkStore(other);
        boolean sameManifest = newest.manifestNumber() == other.manifestNumber();
        if (newest.generation() != other.generation() + 1
                || newest.manifestNumber() < other.manifestNumber()
                || sameManifest && newest.durableLength() < other.durableLength()
                || newest.reservation().sequence() < other.reservation().sequence()
                || newest.reservation().fileNumber() < other.reservation().fileNumber()) {
            throw new CorruptionException(
                    "superblock slots do not follow each other",
                    FileName.CURRENT,
                    newest.offset(),
                    "newest=" + newest + ", other=" + other);
        }
    }

    private void checkStore(SuperblockSlot slot) throws CorruptionException {
        if (!slot.storeId().equals(storeId)) {
            throw new CorruptionException(
                    "superblock slot of another store",
                    FileName.CURRENT,
                    slot.offset(),
                    "actual=" + slot.storeId() + ", expected=" + storeId);
        }
    }
}
