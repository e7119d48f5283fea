package io.minilsm.crash;

import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the changes that a store tells of with a history: from the first that is kept to the last that is durable
 * each step must be there, whole, in order and under its sequence. Stateless.
 */
final class ChangesCheck {
    private ChangesCheck() {}

    /**
     * Checks the changes of a store that keeps any.
     *
     * @param step what the store holds, or a later one with the same contents
     * @return the step that the store holds, as far as changes tell
     * @throws AssertionError if they are not those of the history; says which
     */
    static int check(Store store, History history, int step) throws IOException {
        if (store.isReadOnly() || store.history().isEmpty()) {
            return step;
        }
        long first = store.history().get().firstSequence();
        if (first > store.visibleSequence()) {
            return step;
        }
        List<List<Change>> batches = read(store, first);
        int held = heldStep(batches, history, step);
        int last = lastDurable(store, history, held);
        int kept = firstKept(history, last, first);
        int number = last;
        for (int i = batches.size() - 1; i >= 0; i--) {
            while (number > 0 && mayNotBeThere(history, number) && !isMatch(batches.get(i), history, number)) {
                number--;
            }
            if (number == 0) {
                throw new AssertionError("more changes than steps: actual=" + batches.size() + ", expected=" + last);
            }
            compare(batches.get(i), history, number);
            number--;
        }
        while (number >= kept) {
            if (!mayNotBeThere(history, number)) {
                throw new AssertionError("changes of step " + number + " are missing: first sequence=" + first
                        + ", steps=" + kept + ".." + last + ", batches=" + batches.size());
            }
            number--;
        }
        return held;
    }

    /** Steps that undo each other leave the same contents: the sequence of the last change tells how many are there. */
    private static int heldStep(List<List<Change>> batches, History history, int step) {
        long end = batches.isEmpty() ? 0 : batches.get(batches.size() - 1).get(0).batchEnd();
        for (int held = step; held > 0 && end > 0; held--) {
            if (history.sequenceOf(held) == end && history.digestAfter(held) == history.digestAfter(step)) {
                return held;
            }
        }
        return step;
    }

    /** A step that changed nothing and was not durable when the store crashed cannot be told from none. */
    private static boolean mayNotBeThere(History history, int number) {
        return history.digestAfter(number) == history.digestAfter(number - 1);
    }

    /** Of two deletes of one key in a row, the later one under way at a crash, the sequence tells which is there. */
    private static boolean isMatch(List<Change> batch, History history, int number) {
        boolean isOfTheOneBefore = number > 1 && history.sequenceOf(number - 1) == batch.get(0).batchEnd();
        return !isOfTheOneBefore && isStep(batch, history, number);
    }

    private static List<List<Change>> read(Store store, long first) throws IOException {
        List<List<Change>> batches = new ArrayList<>();
        try (ChangeFeed feed = store.changes(first)) {
            boolean begins = true;
            for (Change change = feed.next(); change != null; change = feed.next()) {
                if (begins) {
                    batches.add(new ArrayList<>());
                }
                batches.get(batches.size() - 1).add(change);
                begins = change.isBatchEnd();
            }
            if (!begins) {
                throw new AssertionError("torn batch in changes: position=" + feed.position());
            }
        }
        return batches;
    }

    private static int lastDurable(Store store, History history, int step) {
        int last = step;
        while (last > 0 && store.durableSequence() < store.visibleSequence() && !isDurable(store, history, last)) {
            last--;
        }
        return last;
    }

    /** What was under way at a crash has no sequence that is known; what was found behind it made it durable. */
    private static boolean isDurable(Store store, History history, int step) {
        long sequence = history.sequenceOf(step);
        return sequence == 0 ? step < history.sent() : sequence <= store.durableSequence();
    }

    /** Returns the first step that is known to be behind the first sequence; one behind the last if there is none. */
    private static int firstKept(History history, int last, long first) {
        int step = last + 1;
        for (int i = last; i >= 1; i--) {
            long sequence = history.sequenceOf(i);
            if (sequence != 0 && sequence < first) {
                return step;
            }
            step = sequence == 0 ? step : i;
        }
        return step;
    }

    private static void compare(List<Change> actual, History history, int number) {
        if (!isStep(actual, history, number)) {
            throw new AssertionError("changes are not those of step " + number + ": sequence="
                    + actual.get(0).sequence() + ".." + actual.get(actual.size() - 1).sequence() + ", expected up to="
                    + history.sequenceOf(number) + ", entries=" + actual.size() + ", expected="
                    + history.step(number).changes().size());
        }
    }

    private static boolean isStep(List<Change> actual, History history, int number) {
        List<Step.Change> expected = history.step(number).changes();
        long sequence = history.sequenceOf(number);
        boolean same = actual.size() == expected.size()
                && (sequence == 0 || actual.get(actual.size() - 1).sequence() == sequence);
        for (int i = 0; same && i < expected.size(); i++) {
            Change change = actual.get(i);
            Step.Change sent = expected.get(i);
            same = change.keySpace().equals(sent.space())
                    && Arrays.equals(change.key(), sent.key())
                    && Arrays.equals(change.value(), sent.value());
        }
        return same;
    }
}
