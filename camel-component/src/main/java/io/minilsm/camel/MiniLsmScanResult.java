package io.minilsm.camel;

/** What a scan sets as the body. */
public enum MiniLsmScanResult {
    /** A {@code List<MiniLsmEntry>} in the order of the scan. */
    LIST,
    /** A {@code LinkedHashMap} from key to value in the order of the scan. */
    MAP
}
