package io.minilsm.camel;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the producer does with a message. */
public enum MiniLsmOperation {
    /** Stores values, one or as many as the body has elements. */
    PUT(true),
    /** Stores values if none of their keys has one. */
    PUT_IF_ABSENT(true),
    /** Stores a value if the key has the expected one, or none where none is expected. */
    COMPARE_AND_SET(true),
    /** Reads the value of a key. */
    GET(false),
    /** Reads the values of several keys. */
    GET_MANY(false),
    /** Removes keys, one or as many as the body has elements. */
    DELETE(true),
    /** Removes every key of a range. */
    DELETE_RANGE(true),
    /** Asks whether a key has a value. */
    EXISTS(false),
    /** Reads a range of keys with their values. */
    SCAN(false),
    /** Counts the keys of a range. */
    COUNT(false),
    /** Makes every earlier write durable. */
    SYNC(false),
    /** Copies the store into a new directory. */
    CHECKPOINT(false),
    /** Reads the figures of the store. */
    STATS(false);

    private final boolean write;

    MiniLsmOperation(boolean write) {
        this.write = write;
    }

    /** Returns whether this operation makes a batch that is written. */
    boolean isWrite() {
        return write;
    }

    /** Returns whether this operation writes only under a condition. */
    boolean isConditional() {
        return this == PUT_IF_ABSENT || this == COMPARE_AND_SET;
    }

    /** Reads a name in any case, with {@code _} or {@code -} between its words. */
    static MiniLsmOperation parse(String name) {
        String wanted = name.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        for (MiniLsmOperation operation : values()) {
            if (operation.name().equals(wanted)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("operation unknown: actual=" + name + ", expected one of " + names(allOf()));
    }

    /** Reads a comma-separated list of names; null is all of them but those that remove or copy a store at once. */
    static Set<MiniLsmOperation> parseList(String names) {
        if (names == null) {
            return EnumSet.complementOf(EnumSet.of(DELETE_RANGE, CHECKPOINT));
        }
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(MiniLsmOperation::parse)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(MiniLsmOperation.class)));
    }

    static String names(Set<MiniLsmOperation> operations) {
        return operations.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static Set<MiniLsmOperation> allOf() {
        return EnumSet.allOf(MiniLsmOperation.class);
    }
}
