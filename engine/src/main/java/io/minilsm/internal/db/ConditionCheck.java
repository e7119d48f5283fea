package io.minilsm.internal.db;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Range;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The conditions of one batch, checked twice: first outside the commit lock, where reading tables holds nobody up, then
 * under it, where usually only the memtables are looked at for what has come since. For one thread.
 */
final class ConditionCheck {
    private static final int SHOWN_KEY_BYTES = 32;

    private final List<Condition> conditions;
    private final LookupResult result = new LookupResult();
    private final long checkedSequence;

    /**
     * Makes a check.
     *
     * @param checkedSequence what was visible before the state of {@link #check} was taken: that state has all of it,
     *     while of later writes it may lack some, so these are looked at again
     */
    ConditionCheck(List<Condition> conditions, long checkedSequence) {
        this.conditions = conditions;
        this.checkedSequence = checkedSequence;
    }

    /** Checks all conditions as of the visible sequence, which was read after the state was taken. */
    void check(ReadState state, long visibleSequence) throws IOException {
        for (Condition condition : conditions) {
            check(condition, state, visibleSequence);
        }
    }

    /** Checks again what may have changed since; the caller holds the commit lock, so nothing changes meanwhile. */
    void recheck(ReadState state, long visibleSequence) throws IOException {
        boolean allNewInMemory = state.flushedSequence() <= checkedSequence;
        for (Condition condition : conditions) {
            if (!allNewInMemory || hasNewer(condition, state)) {
                check(condition, state, visibleSequence);
            }
        }
    }

    private boolean hasNewer(Condition condition, ReadState state) {
        byte[] key = scopedKey(condition);
        return key == null
                || state.getInMemory(key, Tag.NEWEST, result) && Tag.sequence(result.tag()) > checkedSequence;
    }

    private void check(Condition condition, ReadState state, long sequence) throws IOException {
        long seekTag = Tag.seekAt(sequence);
        byte[] key = scopedKey(condition);
        if (condition instanceof Condition.RangeUnchangedSince range) {
            checkRange(range, state, sequence);
            return;
        }
        boolean found = state.get(key, seekTag, result);
        boolean hasValue = found && !result.isDelete();
        if (condition instanceof Condition.Absent && hasValue) {
            throw conflict("key exists already", key, "");
        }
        if (condition instanceof Condition.EqualTo equal && !(hasValue && isValue(equal.value()))) {
            throw conflict("key has another value than expected", key, hasValue ? "" : ", actual=no value");
        }
        if (condition instanceof Condition.UnchangedSince unchanged
                && found
                && Tag.sequence(result.tag()) > unchanged.sequence()) {
            throw conflict(
                    "key was changed since", key, changed(Tag.sequence(result.tag()), unchanged.sequence()));
        }
    }

    private boolean isValue(byte[] expected) {
        int offset = result.valueOffset();
        return Arrays.equals(result.valueArray(), offset, offset + result.valueLength(), expected, 0, expected.length);
    }

    private static void checkRange(Condition.RangeUnchangedSince condition, ReadState state, long visibleSequence)
            throws IOException {
        Range range = condition.range();
        int space = condition.space().id();
        byte[] from = range.from() == null ? ScopedKey.start(space) : ScopedKey.of(space, range.from());
        byte[] to = range.to() == null ? ScopedKey.end(space) : ScopedKey.of(space, range.to());
        try (InternalIterator entries = state.iterator(Tag.MAX_SEQUENCE)) {
            entries.seek(from, 0, from.length, Tag.NEWEST);
            while (entries.isValid()
                    && ScopedKey.compare(
                                    entries.keyArray(), entries.keyOffset(), entries.keyLength(), to, 0, to.length)
                            < 0) {
                long sequence = Tag.sequence(entries.tag());
                if (sequence > condition.sequence() && sequence <= visibleSequence) {
                    byte[] key = Arrays.copyOfRange(
                            entries.keyArray(), entries.keyOffset(), entries.keyOffset() + entries.keyLength());
                    throw conflict("key of the range was changed since", key, changed(sequence, condition.sequence()));
                }
                entries.next();
            }
        }
    }

    private static byte[] scopedKey(Condition condition) {
        if (condition instanceof Condition.Absent absent) {
            return ScopedKey.of(absent.space().id(), absent.key());
        }
        if (condition instanceof Condition.EqualTo equal) {
            return ScopedKey.of(equal.space().id(), equal.key());
        }
        if (condition instanceof Condition.UnchangedSince unchanged) {
            return ScopedKey.of(unchanged.space().id(), unchanged.key());
        }
        return null;
    }

    private static String changed(long actual, long since) {
        return String.format(Locale.ROOT, ", actual sequence=%d, expected at most %d", actual, since);
    }

    private static ConflictException conflict(String what, byte[] scopedKey, String detail) {
        byte[] key = ScopedKey.userKey(scopedKey, 0, scopedKey.length);
        String shown = HexFormat.of().formatHex(key, 0, Math.min(key.length, SHOWN_KEY_BYTES))
                + (key.length > SHOWN_KEY_BYTES ? "..." : "");
        return new ConflictException(what + ": key=0x" + shown + ", length=" + key.length + detail);
    }
}
