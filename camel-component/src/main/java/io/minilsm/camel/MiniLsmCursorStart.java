package io.minilsm.camel;

/** Where a cursor begins that is not in the store yet. */
public enum MiniLsmCursorStart {
    /** At the oldest change that the store keeps. */
    EARLIEST,
    /** Behind the newest change. */
    LATEST
}
