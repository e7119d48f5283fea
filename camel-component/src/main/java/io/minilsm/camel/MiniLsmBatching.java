package io.minilsm.camel;

/** When the elements of a body are stored one by one, in one atomic batch. */
public enum MiniLsmBatching {
    /**
     * A List, Iterable, Iterator, Stream or array of objects is a batch; a Map is one if neither header nor option
     * names a key.
     */
    AUTO,
    /** Each body must be a batch; a Map always is one. */
    ALWAYS,
    /** Each body is one value. */
    NEVER
}
