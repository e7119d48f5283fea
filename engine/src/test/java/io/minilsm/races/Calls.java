package io.minilsm.races;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What threads did to many keys, and when. Lists of one thread's calls are put together in the end; not thread-safe.
 *
 * @param commits batches that were written
 * @param refusals batches that were not, for their conditions
 * @param views what was read
 * @param syncs what was made durable
 * @param marks what was said to be durable
 */
record Calls(
        List<Commit> commits, List<Refusal> refusals, List<View> views, List<Sync> syncs, List<Mark> marks) {

    Calls() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    static Calls together(Collection<Calls> parts) {
        Calls all = new Calls();
        for (Calls part : parts) {
            all.commits.addAll(part.commits);
            all.refusals.addAll(part.refusals);
            all.views.addAll(part.views);
            all.syncs.addAll(part.syncs);
            all.marks.addAll(part.marks);
        }
        return all;
    }

    /** A call and its time in nanoseconds. */
    interface Timed {
        long invoked();

        long returned();
    }

    /**
     * A batch that was written.
     *
     * @param sequence the last of its sequences, as the store returned it
     * @param changes each key once; {@link Operation#ABSENT} for a delete
     * @param unchanged keys that must not have been written since
     * @param since the sequence that this refers to
     */
    record Commit(
            long sequence, Map<Integer, Long> changes, List<Integer> unchanged, long since, long invoked, long returned)
            implements Timed {
        long first() {
            return sequence - changes.size() + 1;
        }
    }

    /** A batch that was not written, since one of the keys had been written since the sequence. */
    record Refusal(List<Integer> unchanged, long since, long invoked, long returned) implements Timed {}

    /**
     * What was read in one call: every key that was looked at with its value.
     *
     * @param at the snapshot's sequence; -1 for the state of the moment
     * @param isMoment whether the call shows the state of a moment between its beginning and its end
     */
    record View(Map<Integer, Long> seen, long at, boolean isMoment, long invoked, long returned) implements Timed {}

    /** A sync, or a synced write, and what the store said behind it. */
    record Sync(long durableBehind, long invoked, long returned) implements Timed {}

    /** What the store said when asked up to where everything is durable. */
    record Mark(long durable, long invoked, long returned) implements Timed {}
}
