package io.minilsm.internal.record;

/**
 * A frame that was read and holds. Immutable, as long as nobody changes the payload.
 *
 * <pre>
 * offset  size  field
 *      0     4  payload length in bytes
 *      4     4  CRC-32C of the payload, seeded with the frame's offset in the file
 *      8    16  chain hash behind this frame
 *     24     4  CRC-32C of bytes 0 to 23, seeded with the frame's offset in the file
 *     28     n  payload
 * </pre>
 *
 * @param offset where the frame begins in the file
 * @param payload the record
 * @param chain hash of the file up to the frame's end
 */
public record Frame(long offset, byte[] payload, ChainHash chain) {
    /** Length in bytes of what stands before the payload. */
    public static final int HEADER_BYTES = 28;

    /**
     * Longest payload in bytes. A table with two keys of 64 KiB takes 256 KiB of JSON, any other a few hundred bytes:
     * so one edit may add a thousand of the worst tables.
     */
    public static final int MAX_PAYLOAD_BYTES = 256 << 20;

    static final int PAYLOAD_CHECKSUM_OFFSET = 4;
    static final int CHAIN_OFFSET = 8;
    static final int HEADER_CHECKSUM_OFFSET = 24;

    /** Returns the offset behind the frame. */
    public long endOffset() {
        return offset + HEADER_BYTES + payload.length;
    }
}
