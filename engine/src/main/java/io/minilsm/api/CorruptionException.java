package io.minilsm.api;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Stored bytes are not what was written: a checksum, a length, an order or a reference does not hold, or a file is
 * missing. Names the file and the offset in it. Nothing was changed on disk by noticing it.
 */
public class CorruptionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The value of {@link #offset()} when the damage is of the whole file. */
    public static final long WHOLE_FILE = -1;

    private final String file;
    private final long offset;

    /**
     * Makes the exception; its message is {@code what: file=..., offset=..., detail}.
     *
     * @param what what does not hold, such as {@code block checksum mismatch}
     * @param file name of the file in the store's directory
     * @param offset bytes from the start of the file, or {@link #WHOLE_FILE}
     * @param detail further {@code name=value} pairs, actual before expected; empty if there are none
     */
    public CorruptionException(String what, String file, long offset, String detail) {
        this(what, file, offset, detail, null);
    }

    /** As {@link #CorruptionException(String, String, long, String)}, with the exception that revealed it. */
    public CorruptionException(String what, String file, long offset, String detail, Throwable cause) {
        super(message(what, file, offset, detail), cause);
        this.file = file;
        this.offset = offset;
    }

    /**
     * Returns this damage as why a store was not opened: the message goes on with what to do now. The cause is this
     * exception.
     */
    public CorruptionException onOpening(Path directory) {
        return new CorruptionException(
                getMessage() + "; store not opened, nothing was changed: directory=" + directory + ". What to do:"
                        + " 'minilsm verify " + directory + "' names all damage; restore a backup, or save what can be"
                        + " proven right with 'minilsm repair --salvage " + directory + " --to NEW_DIRECTORY'",
                this);
    }

    private CorruptionException(String message, CorruptionException cause) {
        super(message, cause);
        file = cause.file;
        offset = cause.offset;
    }

    /** Returns the name of the damaged file in the store's directory. */
    public String file() {
        return file;
    }

    /** Returns the offset of the damage in bytes from the start of the file, or {@link #WHOLE_FILE}. */
    public long offset() {
        return offset;
    }

    private static String message(String what, String file, long offset, String detail) {
        StringBuilder message = new StringBuilder(what).append(": file=").append(file);
        if (offset != WHOLE_FILE) {
            message.append(", offset=").append(offset);
        }
        if (!detail.isEmpty()) {
            message.append(", ").append(detail);
        }
        return message.toString();
    }
}
