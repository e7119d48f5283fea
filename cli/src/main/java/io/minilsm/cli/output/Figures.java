package io.minilsm.cli.output;

import java.util.Locale;

/** Writes counts, sizes, times and rates as people read them; the same in every locale. Stateless. */
public final class Figures {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    /** Returns a count with separators, as in {@code 27,274}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Returns a count with what is counted, as in {@code 1 row} and {@code 27,274 rows}. */
    public static String counted(long count, String one, String many) {
        return count(count) + ' ' + (count == 1 ? one : many);
    }

    /** Returns a size in the largest fitting unit, as in {@code 4.9 MiB}. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, SIZES[unit]);
    }

    /** Returns a time in the unit that fits, as in {@code 1.3 ms}. */
    public static String time(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** Returns how many per second. */
    public static long perSecond(long count, long nanos) {
        return Math.round(count * 1e9 / Math.max(1, nanos));
    }
}
