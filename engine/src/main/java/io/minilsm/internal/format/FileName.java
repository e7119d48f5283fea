package io.minilsm.internal.format;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a store's files. Numbers have at least six digits and are unique over all kinds. Stateless. */
public final class FileName {
    /** The superblock. */
    public static final String CURRENT = "CURRENT";

    /** Locked by the process that has the store open; always empty. */
    public static final String LOCK = "LOCK";

    /** Tells who opened the store last, for people and for the verdict on the log's tail. */
    public static final String OWNER = "OWNER";

    /** What OWNER is renamed from. */
    public static final String OWNER_NEXT = "OWNER.next";

    /** Stands while a store is being made: until it is gone, what is there may be made anew. */
    public static final String CREATING = "CREATING";

    /** Stands while a directory is being filled with a copy: until it is gone, what is there is no store. */
    public static final String COPYING = "COPYING";

    private static final Pattern WAL = Pattern.compile("(\\d{6,18})\\.wal");
    private static final Pattern TABLE = Pattern.compile("(\\d{6,18})\\.sst");
    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-(\\d{6,18})");

    private FileName() {}

    /** Returns the name of a log segment. */
    public static String wal(long number) {
        return String.format(Locale.ROOT, "%06d.wal", number);
    }

    /** Returns the name of a table. */
    public static String table(long number) {
        return String.format(Locale.ROOT, "%06d.sst", number);
    }

    /** Returns the name of a manifest. */
    public static String manifest(long number) {
        return String.format(Locale.ROOT, "MANIFEST-%06d", number);
    }

    /** Returns the number in the name of a log segment; empty if it is not one. */
    public static OptionalLong walNumber(String name) {
        return number(WAL, name);
    }

    /** Returns the number in the name of a table; empty if it is not one. */
    public static OptionalLong tableNumber(String name) {
        return number(TABLE, name);
    }

    /** Returns the number in the name of a manifest; empty if it is not one. */
    public static OptionalLong manifestNumber(String name) {
        return number(MANIFEST, name);
    }

    /** Returns whether a store makes files of that name. */
    public static boolean isKnown(String name) {
        return name.equals(CURRENT)
                || name.equals(LOCK)
                || name.equals(OWNER)
                || name.equals(OWNER_NEXT)
                || name.equals(CREATING)
                || name.equals(COPYING)
                || walNumber(name).isPresent()
                || tableNumber(name).isPresent()
                || manifestNumber(name).isPresent();
    }

    private static OptionalLong number(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
