package io.minilsm.bench.rot;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Counts what damages came to, for one engine and way to end. For one thread. */
public final class RotTally {
    private static final Pattern OFFSET =
            Pattern.compile("\\b(offset|position|pos|at|byte)\\b[ =:]*\\d+", Pattern.CASE_INSENSITIVE);

    private final String title;
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private int named;
    private int locatable;
    private int located;

    RotTally(String title) {
        this.title = title;
    }

    /** What opening and reading a damaged store came to. */
    public enum Outcome {
        /** Every entry is right. */
        RIGHT,
        /** Something was thrown, and whatever was returned is right. */
        ERROR,
        /** An entry is missing without an error where it was read. */
        LOST,
        /** A value or an entry that was never written was returned. */
        WRONG,
        /** The process died. */
        CRASH,
        /** There was no end to it. */
        HANG
    }

    /** Counts a damage; an error that has the name of a file of the store and a number of bytes locates it. */
    void add(Judge.Verdict verdict, Damage.Done done, List<String> fileNames) {
        counts.merge(verdict.outcome(), 1, Integer::sum);
        if (verdict.outcome() == Outcome.ERROR) {
            boolean file = fileNames.stream().anyMatch(verdict.error()::contains);
            named += file ? 1 : 0;
            if (!done.isDeletion()) {
                locatable++;
                located += file && OFFSET.matcher(verdict.error()).find() ? 1 : 0;
            }
        }
    }

    /** Returns how often it came to that. */
    public int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** Returns the name of engine and way to end. */
    public String title() {
        return title;
    }

    /** Returns the errors that name file and offset, of damages that left a place to name. */
    public int located() {
        return located;
    }

    /** Returns the table for people, in Markdown. */
    public static String table(List<RotTally> tallies) {
        StringBuilder text = new StringBuilder()
                .append("| store | damages | right | silently wrong | silently lost | crash | hang | error ")
                .append("| errors with file | with file and offset, deletions apart |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (RotTally tally : tallies) {
            int all = tally.counts.values().stream().mapToInt(Integer::intValue).sum();
            text.append("| ").append(tally.title).append(" | ").append(all);
            for (Outcome each : List.of(
                    Outcome.RIGHT, Outcome.WRONG, Outcome.LOST, Outcome.CRASH, Outcome.HANG, Outcome.ERROR)) {
                text.append(String.format(Locale.ROOT, " | %.1f%%", 100.0 * tally.count(each) / Math.max(1, all)));
            }
            text.append(share(tally.named, tally.count(Outcome.ERROR)))
                    .append(share(tally.located, tally.locatable))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String share(int part, int whole) {
        return whole == 0 ? " | -" : String.format(Locale.ROOT, " | %.1f%%", 100.0 * part / whole);
    }
}
