package io.minilsm.jdbc;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.jdbc.run.SessionSettings;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The options of one connection: those given, checked; defaults for the rest. */
final class ConnectionOptions {
    /** Less would refuse single rows of everyday size. */
    private static final long LEAST_MEMORY_BYTES = 64 << 10;

    /** What fits one batch of the engine. */
    private static final long MOST_MEMORY_BYTES = 1L << 30;

    private final Map<DriverOption, String> given = new EnumMap<>(DriverOption.class);

    /** Sets an option; giving it twice with different values is a contradiction. */
    void set(String name, String value) throws SQLException {
        DriverOption option = DriverOption.named(name);
        String before = given.put(option, option.check(value));
        if (before != null && !before.equals(value)) {
            throw option.refused(value, "the value it was given before, '" + before + "'");
        }
    }

    boolean isTrue(DriverOption option) {
        return text(option).equals("true");
    }

    String text(DriverOption option) {
        return given.getOrDefault(option, option.defaultValue());
    }

    boolean isGiven(DriverOption option) {
        return given.containsKey(option);
    }

    SessionSettings settings() throws SQLException {
        Durability durability = text(DriverOption.DURABILITY).equals("os") ? Durability.OS : Durability.SYNC;
        return new SessionSettings(
                durability,
                isTrue(DriverOption.BINARY),
                memory(DriverOption.TRANSACTION_BYTES),
                memory(DriverOption.SORT_BYTES));
    }

    private long memory(DriverOption option) throws SQLException {
        long bytes = DriverOption.parseSize(text(option));
        if (bytes < LEAST_MEMORY_BYTES || bytes > MOST_MEMORY_BYTES) {
            throw option.refused(text(option), "64k to 1g");
        }
        return bytes;
    }

    /** Returns the engine's options; only what was given counts as explicit there. */
    Options engineOptions() throws SQLException {
        Options options = Options.defaults();
        for (Map.Entry<DriverOption, String> each : given.entrySet()) {
            try {
                options = with(options, each.getKey(), each.getValue());
            } catch (IllegalArgumentException e) {
                throw each.getKey().refused(each.getValue(), "what the engine takes: " + e.getMessage());
            }
        }
        return options;
    }

    private static Options with(Options options, DriverOption option, String value) {
        String constant = value.toUpperCase(Locale.ROOT);
        return switch (option) {
            case ENABLE_WAL -> options.withEnableWal(value.equals("true"));
            case CREATE_IF_MISSING -> options.withCreateIfMissing(value.equals("true"));
            case MEMORY_BUDGET_BYTES -> options.withMemoryBudgetBytes(DriverOption.parseSize(value));
            case MEMTABLE_BYTES -> options.withMemtableBytes(DriverOption.parseSize(value));
            case BLOCK_CACHE_BYTES -> options.withBlockCacheBytes(DriverOption.parseSize(value));
            case COMPRESSION -> options.withCompression(Compression.valueOf(constant));
            case COMPACTION -> options.withCompactionStyle(CompactionStyle.valueOf(constant));
            case DURABILITY, BINARY, READ_ONLY, TRANSACTION_BYTES, SORT_BYTES, TRACE_OPEN -> options;
        };
    }
}
