package io.minilsm.camel.repository;

/** Tags of the values in stored exchanges. On disk: never change or reuse. Next free value: 27. */
final class ValueType {
    static final byte NULL = 0;
    static final byte TEXT = 1;
    static final byte BYTES = 2;
    static final byte TRUE = 3;
    static final byte FALSE = 4;
    static final byte INT = 5;
    static final byte LONG = 6;
    static final byte DOUBLE = 7;
    static final byte FLOAT = 8;
    static final byte SHORT = 9;
    static final byte BYTE = 10;
    static final byte CHAR = 11;
    static final byte BIG_INTEGER = 12;
    static final byte BIG_DECIMAL = 13;
    static final byte DATE = 14;
    static final byte INSTANT = 15;
    static final byte UUID = 16;
    static final byte LIST = 17;
    static final byte MAP = 18;
    static final byte SET = 19;
    static final byte MESSAGE = 20;
    static final byte EXCHANGE = 21;
    static final byte STREAM = 22;
    static final byte LOCAL_DATE = 23;
    static final byte LOCAL_DATE_TIME = 24;
    static final byte STRING_BUFFER = 25;
    static final byte STRING_BUILDER = 26;

    /** Deepest nesting: far more than groups of groups need, far less than a stack holds; stops cycles. */
    static final int MAX_DEPTH = 64;

    private ValueType() {}
}
