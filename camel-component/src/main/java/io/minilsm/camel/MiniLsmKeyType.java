package io.minilsm.camel;

/** What keys are when they come out of the store. */
public enum MiniLsmKeyType {
    /** Text in UTF-8. A key that is not valid UTF-8 fails instead of being shown wrongly. */
    STRING,
    /** The bytes as they are stored. */
    BYTES
}
