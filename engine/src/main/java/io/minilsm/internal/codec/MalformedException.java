package io.minilsm.internal.codec;

/**
 * Bytes do not decode. Knows only the position in the bytes; whoever knows the file turns it into a
 * {@link io.minilsm.api.CorruptionException}.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    /** Makes the exception. */
    public MalformedException(String message, int position) {
        super(message + ", position=" + position);
        this.position = position;
    }

    /** Returns the offset in the decoded bytes at which they do not hold. */
    public int position() {
        return position;
    }
}
