package io.minilsm.camel;

import org.apache.camel.spi.Metadata;

/** Names of the message headers that producer and consumer read and set. */
public final class MiniLsmConstants {
    /** Scheme of the endpoint URIs. */
    public static final String SCHEME = "minilsm";

    @Metadata(
            label = "producer",
            description = "The operation for this message, one of the endpoint's `allowedOperations`."
                    + " Wins over the option `operation`.",
            javaType = "io.minilsm.camel.MiniLsmOperation or String")
    public static final String OPERATION = "CamelMiniLsmOperation";

    @Metadata(
            label = "common",
            description =
                    "The key. Wins over the option `key`. Set by the consumer. A String is stored in UTF-8; numbers,"
                            + " booleans, UUIDs and enums as their text; bytes as they are.",
            javaType = "String, byte[], ByteBuffer, Number, Boolean, Character, UUID or Enum")
    public static final String KEY = "CamelMiniLsmKey";

    @Metadata(
            label = "producer",
            description = "The value that COMPARE_AND_SET expects the key to have. Not set: the key must have none.",
            javaType = "Object")
    public static final String EXPECTED_VALUE = "CamelMiniLsmExpectedValue";

    @Metadata(
            label = "producer",
            description = "SCAN, COUNT and DELETE_RANGE look only at keys that start with this."
                    + " Wins over the option `scanPrefix`.",
            javaType = "String or byte[]")
    public static final String PREFIX = "CamelMiniLsmPrefix";

    @Metadata(
            label = "producer",
            description = "First key of SCAN, COUNT and DELETE_RANGE, inclusive. Wins over the option `scanFrom`.",
            javaType = "String or byte[]")
    public static final String FROM = "CamelMiniLsmFrom";

    @Metadata(
            label = "producer",
            description = "End of SCAN, COUNT and DELETE_RANGE, exclusive. Wins over the option `scanTo`.",
            javaType = "String or byte[]")
    public static final String TO = "CamelMiniLsmTo";

    @Metadata(
            label = "producer",
            description = "Most entries that SCAN returns; at most the option `scanLimit`.",
            javaType = "Integer")
    public static final String LIMIT = "CamelMiniLsmLimit";

    @Metadata(
            label = "producer",
            description = "Whether SCAN starts at the end of the range. Wins over the option `scanReverse`.",
            javaType = "Boolean")
    public static final String REVERSE = "CamelMiniLsmReverse";

    @Metadata(
            label = "producer",
            description = "Set by the writing operations: number of entries that were written or deleted."
                    + " Set by SCAN and GET_MANY: number of entries returned.",
            javaType = "Integer, or Long for DELETE_RANGE")
    public static final String COUNT = "CamelMiniLsmCount";

    @Metadata(
            label = "common",
            description = "Set by the writing operations, and with consume=changes: position of the write in the"
                    + " store's order of writes. Set by CHECKPOINT: position of the last write in the copy.",
            javaType = "Long")
    public static final String SEQUENCE = "CamelMiniLsmSequence";

    @Metadata(
            label = "producer",
            description =
                    "Set by PUT_IF_ABSENT and COMPARE_AND_SET: whether the condition held and the write was done.",
            javaType = "Boolean")
    public static final String APPLIED = "CamelMiniLsmApplied";

    @Metadata(
            label = "producer",
            description = "Set where `exactlyOnceId` is: whether the message was ingested before and nothing was"
                    + " written.",
            javaType = "Boolean")
    public static final String SKIPPED = "CamelMiniLsmSkipped";

    @Metadata(label = "producer", description = "Set by GET: whether the key has a value.", javaType = "Boolean")
    public static final String FOUND = "CamelMiniLsmFound";

    @Metadata(
            label = "producer",
            description = "Set by SCAN: whether the range has further entries behind the limit.",
            javaType = "Boolean")
    public static final String TRUNCATED = "CamelMiniLsmTruncated";

    @Metadata(
            label = "consumer",
            description = "Set with consume=changes: what was done with the key, `PUT` or `DELETE`. A delete has no"
                    + " body.",
            javaType = "String")
    public static final String CHANGE = "CamelMiniLsmChange";

    @Metadata(
            label = "consumer",
            description = "Set with consume=changes: whether this is the last change of the batch that it was written"
                    + " in.",
            javaType = "Boolean")
    public static final String BATCH_END = "CamelMiniLsmBatchEnd";

    private MiniLsmConstants() {}
}
