package io.minilsm.camel;

/** What a consumer delivers. */
public enum MiniLsmConsume {
    /** Each change of the store, in the order of commits, from a durable cursor on. */
    CHANGES,
    /** The entries of a range, in the order of keys, again and again, or until they are deleted. */
    SCAN
}
