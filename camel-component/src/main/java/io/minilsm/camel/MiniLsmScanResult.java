package io.minilsm.camel;

/** What a scan sets as the body. */
public enum MiniLsmScanResult {
    /** A {@code List<MiniLsmEntry>} in the order of the scan. */
    LIST,
    /** A {@code LinkedHashMap} from key to value in the order of the scan. */
    MAP,
    /**
     * An Iterator of entries that are read as it is used, as they were at the moment of the scan; closed when the
     * exchange is done. For a split, and for more than memory holds.
     */
    STREAM
}
