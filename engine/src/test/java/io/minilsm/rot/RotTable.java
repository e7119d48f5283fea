package io.minilsm.rot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Counts the verdicts by damage and kind of file. Thread-safe. */
final class RotTable {
    /** What opening and reading a damaged store, or verifying it, came to; from the best to the worst. */
    enum Verdict {
        RIGHT("right answer"),
        NAMED("error: file, offset"),
        OTHER("error: other file, offset"),
        GONE("error: file, which is gone"),
        FILE_ONLY("error: file only"),
        LIMIT("untellable"),
        UNNAMED("error without file"),
        MISSING("SILENT MISSING"),
        WRONG("SILENT WRONG"),
        CRASH("CRASH"),
        HANG("HANG"),
        CHANGED("refused, but FILES CHANGED"),
        FOUND("verify: found"),
        UNUSED("verify: nothing hit that counts"),
        VERIFY_LIMIT("verify: untellable"),
        OVERLOOKED("verify: OVERLOOKED"),
        VERIFY_CRASH("verify: CRASH");

        private final String title;

        Verdict(String title) {
            this.title = title;
        }

        /** Returns whether it is an error that names a file. */
        boolean isNamed() {
            return this == NAMED || this == OTHER || this == GONE || this == FILE_ONLY;
        }

        /** Returns whether the promise is broken. */
        boolean isBroken() {
            return switch (this) {
                case MISSING, WRONG, CRASH, HANG, CHANGED, OVERLOOKED, VERIFY_CRASH -> true;
                default -> false;
            };
        }
    }

    private static final int MAX_EXAMPLES = 5;

    // Guarded by this.
    private final Map<String, EnumMap<Verdict, Integer>> rows = new TreeMap<>();
    private final EnumMap<Verdict, Integer> totals = new EnumMap<>(Verdict.class);
    private final Map<String, List<String>> examples = new TreeMap<>();
    private int damages;

    synchronized void countDamage() {
        damages++;
    }

    synchronized void add(Rot rot, Verdict verdict, Supplier<String> example) {
        String row = rot.kind() + " " + RotSource.kind(rot.file());
        rows.computeIfAbsent(row, absent -> new EnumMap<>(Verdict.class)).merge(verdict, 1, Integer::sum);
        totals.merge(verdict, 1, Integer::sum);
        if (verdict != Verdict.RIGHT && verdict != Verdict.NAMED && verdict != Verdict.FOUND
                && verdict != Verdict.UNUSED) {
            List<String> kept = examples.computeIfAbsent(verdict + " " + row, absent -> new ArrayList<>());
            if (kept.size() < MAX_EXAMPLES) {
                kept.add(example.get());
            }
        }
    }

    synchronized int count(Verdict verdict) {
        return totals.getOrDefault(verdict, 0);
    }

    synchronized boolean isPromiseKept() {
        return totals.keySet().stream().noneMatch(Verdict::isBroken);
    }

    synchronized int damages() {
        return damages;
    }

    /** Returns the share of errors that name the file, and where in it, but for deleted files: there is no place. */
    synchronized double namedShare() {
        double named = count(Verdict.NAMED) + count(Verdict.OTHER);
        return named / Math.max(1, named + count(Verdict.FILE_ONLY) + count(Verdict.UNNAMED));
    }

    /** Returns the share of all errors that name the file, and where in it. */
    private double namedShareOfAll() {
        double named = count(Verdict.NAMED) + count(Verdict.OTHER);
        return named
                / Math.max(1, named + count(Verdict.GONE) + count(Verdict.FILE_ONLY) + count(Verdict.UNNAMED));
    }

    synchronized String summary() {
        int openings = totals.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo(Verdict.FOUND) < 0)
                .mapToInt(Map.Entry::getValue)
                .sum();
        return String.format(
                Locale.ROOT,
                "damages=%d, openings=%d, at the documented limit=%d, promise broken=%d, "
                        + "errors that name file and offset=%.3f%%, deletions apart=%.3f%%",
                damages,
                openings,
                count(Verdict.LIMIT) + count(Verdict.VERIFY_LIMIT),
                totals.entrySet().stream()
                        .filter(entry -> entry.getKey().isBroken())
                        .mapToInt(Map.Entry::getValue)
                        .sum(),
                100 * namedShareOfAll(),
                100 * namedShare());
    }

    /** Returns the table, then examples of whatever is not plainly right. */
    synchronized String report() {
        StringBuilder text = new StringBuilder(summary()).append("\n\n| damage, file |");
        for (Verdict verdict : totals.keySet()) {
            text.append(' ').append(verdict.title).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(totals.size())).append('\n');
        rows.forEach((row, counts) -> line(text, row, counts));
        line(text, "all", totals);
        examples.forEach((title, kept) -> {
            text.append("\n").append(title).append('\n');
            kept.forEach(example -> text.append("  ").append(example).append('\n'));
        });
        return text.toString();
    }

    private void line(StringBuilder text, String row, Map<Verdict, Integer> counts) {
        text.append("| ").append(row).append(" |");
        for (Verdict verdict : totals.keySet()) {
            text.append(' ').append(counts.getOrDefault(verdict, 0)).append(" |");
        }
        text.append('\n');
    }
}
