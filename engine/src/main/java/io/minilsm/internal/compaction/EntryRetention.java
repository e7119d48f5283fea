package io.minilsm.internal.compaction;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import java.util.Arrays;

/**
 * Decides which entries of a merge stay. Is shown all of them in internal-key order. For one thread at a time.
 *
 * <p>Of each key stay the newest version and, for each live snapshot, the newest that it sees. A delete among them goes
 * if nothing older of the key can be left anywhere: the merge is the bottommost, and every snapshot sees the delete or
 * something newer, so that all it hid went in this merge.
 */
public final class EntryRetention {
    private static final int NO_STRIPE = -1;

    // Constant after construction.
    private final long[] snapshots;
    private final boolean bottommost;
    private final String source;

    // The entry shown last.
    private byte[] key = new byte[64];
    private int keyLength = -1;
    private long tag;
    private boolean newKey;
    private boolean overwritten;

    /** Of the entry shown last: the number of snapshots that do not see it. */
    private int stripe;

    /**
     * Makes a decider.
     *
     * @param snapshots sequences of the live snapshots, ascending. If an entry may be newer than what readers see by
     *     now, the sequence that they see must be among them: a snapshot could be taken there any moment
     * @param bottommost whether nothing older of the keys is anywhere else than in this merge
     * @param source the files that the entries come from, for messages
     */
    public EntryRetention(long[] snapshots, boolean bottommost, String source) {
        this.snapshots = Arrays.stream(snapshots).distinct().toArray();
        this.bottommost = bottommost;
        this.source = source;
    }

    /**
     * Returns whether the entry stays.
     *
     * @throws CorruptionException if it does not come behind the one before
     * @throws FormatVersionException if its kind is none that this engine can merge
     */
    public boolean keeps(byte[] array, int offset, int length, long entryTag)
            throws CorruptionException, FormatVersionException {
        int kind = Tag.kind(entryTag);
        if (!EntryKind.isSupported(kind)) {
            throw new FormatVersionException("entry kind not supported: files=" + source + ", actual=" + kind
                    + ", expected=" + EntryKind.PUT + " or " + EntryKind.DELETE);
        }
        int order = keyLength < 0 ? -1 : Arrays.compareUnsigned(key, 0, keyLength, array, offset, offset + length);
        if (order > 0 || order == 0 && entryTag > tag) {
            throw new CorruptionException(
                    "entries are out of order",
                    source,
                    CorruptionException.WHOLE_FILE,
                    "actual sequence=" + Tag.sequence(entryTag) + ", sequence before=" + Tag.sequence(tag));
        }
        newKey = order < 0;
        if (newKey) {
            remember(array, offset, length);
            stripe = NO_STRIPE;
        }
        tag = entryTag;
        int newer = stripe;
        stripe = snapshotsBefore(Tag.sequence(entryTag));
        overwritten = newer != NO_STRIPE;
        if (stripe == newer) {
            return false;
        }
        return !(bottommost && kind == EntryKind.DELETE && stripe == 0);
    }

    /** Returns whether the entry shown last is the first of its key. */
    public boolean isNewKey() {
        return newKey;
    }

    /** Returns whether there is a newer version of the key than the entry shown last: then it stays for a snapshot. */
    public boolean isOverwritten() {
        return overwritten;
    }

    private void remember(byte[] array, int offset, int length) {
        if (key.length < length) {
            key = new byte[Math.max(length, 2 * key.length)];
        }
        System.arraycopy(array, offset, key, 0, length);
        keyLength = length;
    }

    /** Returns how many snapshots are older than the sequence. */
    private int snapshotsBefore(long sequence) {
        int found = Arrays.binarySearch(snapshots, sequence);
        return found >= 0 ? found : -found - 1;
    }
}
