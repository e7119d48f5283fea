package io.minilsm.jdbc;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every option of the URL and of the connection properties: the one place that parsing, {@code
 * Driver.getPropertyInfo}, {@link MiniLsmDataSource} and the documentation draw from. To add one: a constant here, its
 * use in ConnectionOptions, a setter of the DataSource, a line in docs/jdbc.md, a test at its limits.
 */
public enum DriverOption {
    /** Write-ahead log. */
    ENABLE_WAL("enableWal", Kind.BOOLEAN, "true", "write to the log before the memtable; without it COMMIT flushes"),
    /** Durability of COMMIT. */
    DURABILITY(
            "durability",
            Kind.CHOICE,
            "sync",
            "how far COMMIT has come when it returns: `sync` survives a power cut, `os` the death of the process",
            "sync",
            "os"),
    /** Type of the columns. */
    BINARY("binary", Kind.BOOLEAN, "false", "columns K and V are VARBINARY instead of VARCHAR"),
    /** Read-only. */
    READ_ONLY("readOnly", Kind.BOOLEAN, "false", "refuse writes; opens the store without writing a byte"),
    /** Make the store. */
    CREATE_IF_MISSING("createIfMissing", Kind.BOOLEAN, "true", "make the store where there is none"),
    /** Memory of a transaction. */
    TRANSACTION_BYTES(
            "transactionBytes",
            Kind.SIZE,
            "64m",
            "most memory for what a transaction has written and not committed, from 64k to 1g"),
    /** Memory of a sort. */
    SORT_BYTES(
            "sortBytes",
            Kind.SIZE,
            "64m",
            "most memory of a statement for ORDER BY, GROUP BY and DISTINCT, from 64k to 1g"),
    /** Memory budget of the engine. */
    MEMORY_BUDGET_BYTES("memoryBudgetBytes", Kind.SIZE, "", "memory for memtables and block cache, at least 4m"),
    /** Memtable size of the engine. */
    MEMTABLE_BYTES("memtableBytes", Kind.SIZE, "", "size at which a memtable is flushed, from 64k to 1g"),
    /** Block cache of the engine. */
    BLOCK_CACHE_BYTES("blockCacheBytes", Kind.SIZE, "", "bound of the block cache"),
    /** Compression of new tables. */
    COMPRESSION("compression", Kind.CHOICE, "lz4", "how new table blocks are compressed", names(Compression.values())),
    /** Compaction. */
    COMPACTION("compaction", Kind.CHOICE, "leveled", "background compaction", names(CompactionStyle.values())),
    /** Leaks. */
    TRACE_OPEN(
            "traceOpen",
            Kind.BOOLEAN,
            "false",
            "note where connections and result sets are opened, for the warning about those dropped without close");

    /** What values an option takes. */
    public enum Kind {
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** One of a list. */
        CHOICE,
        /** Bytes: digits, with k, m or g behind them for the power of 1024. */
        SIZE
    }

    private final String optionName;
    private final Kind kind;
    private final String defaultValue;
    private final String description;
    private final List<String> choices;

    DriverOption(String optionName, Kind kind, String defaultValue, String description, String... choices) {
        this.optionName = optionName;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.description = description;
        this.choices = kind == Kind.BOOLEAN ? List.of("true", "false") : List.of(choices);
    }

    private static String[] names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    /** Returns the name in a URL. */
    public String optionName() {
        return optionName;
    }

    /** Returns what values it takes. */
    public Kind kind() {
        return kind;
    }

    /** Returns the value where none is given; empty where the engine derives it. */
    public String defaultValue() {
        return defaultValue;
    }

    /** Returns what it does, as it stands in the documentation. */
    public String description() {
        return description;
    }

    /** Returns the values it takes, if they can be listed. */
    public List<String> choices() {
        return choices;
    }

    /** Returns the option of that exact name; refuses any other, naming the nearest. */
    static DriverOption named(String name) throws SQLException {
        for (DriverOption option : values()) {
            if (option.optionName.equals(name)) {
                return option;
            }
        }
        String shown = name.length() <= 40 ? name : name.substring(0, 40) + "...";
        DriverOption nearest = nearest(shown);
        String all = Arrays.stream(values()).map(DriverOption::optionName).collect(Collectors.joining(", "));
        throw SqlErrors.of(
                SqlState.CANNOT_CONNECT,
                "unknown option: '" + printable(shown) + "'; did you mean '" + nearest.optionName + "'? There are: "
                        + all);
    }

    private static DriverOption nearest(String name) {
        DriverOption best = ENABLE_WAL;
        int least = Integer.MAX_VALUE;
        for (DriverOption option : values()) {
            int distance = distance(name.toLowerCase(Locale.ROOT), option.optionName.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = option;
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /** Returns the value if it is one that this option takes. */
    String check(String value) throws SQLException {
        boolean good = kind == Kind.SIZE ? parseSize(value) >= 0 : choices.contains(value);
        if (!good) {
            throw refused(value, kind == Kind.SIZE ? "bytes: 1048576, 64k, 16m or 1g" : String.join(" or ", choices));
        }
        return value;
    }

    SQLException refused(String value, String expected) {
        String shown = value.length() <= 40 ? value : value.substring(0, 40) + "...";
        return SqlErrors.of(
                SqlState.CANNOT_CONNECT,
                "bad value of option " + optionName + ": actual='" + printable(shown) + "', expected " + expected);
    }

    static String printable(String text) {
        return text.replaceAll("\\p{C}", "\u00B7");
    }

    /** Returns the bytes, or -1 if the text is no size. */
    static long parseSize(String text) {
        if (!text.matches("[0-9]{1,19}[kKmMgG]?")) {
            return -1;
        }
        char last = Character.toLowerCase(text.charAt(text.length() - 1));
        int shift = last == 'k' ? 10 : last == 'm' ? 20 : last == 'g' ? 30 : 0;
        try {
            long number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
            return number > Long.MAX_VALUE >> shift ? -1 : number << shift;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
