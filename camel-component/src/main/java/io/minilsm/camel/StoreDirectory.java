package io.minilsm.camel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads the path of a store as a URI or a bean has it, and refuses what would not mean what it seems to mean. */
public final class StoreDirectory {
    /** Two letters at least, so that a Windows drive is not a scheme. */
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private StoreDirectory() {}

    /**
     * Returns the path as it was typed: links and {@code ..} are for the engine, which takes the real path.
     *
     * @throws IllegalArgumentException if it is not a plain path; the message says why
     */
    public static Path parse(String typed) {
        if (typed == null || typed.isBlank()) {
            throw refused(typed, "it is empty", "minilsm:directory");
        }
        if (typed.contains("${")) {
            throw refused(
                    typed,
                    "it has an expression in it, which is not evaluated",
                    "a fixed directory; choose by message with toD and a trusted value, or by the key");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw refused(typed.replaceAll("\\p{Cntrl}", "?"), "it has control characters", "a path without them");
        }
        if (!typed.strip().equals(typed)) {
            throw refused(typed, "it begins or ends with white space", "a path without it");
        }
        if (typed.equals("~") || typed.startsWith("~/") || typed.startsWith("~\\")) {
            throw refused(typed, "~ is not expanded", "the path written out, or {{user.home}}");
        }
        if (SCHEME.matcher(typed).matches() || typed.startsWith("\\\\")) {
            throw refused(typed, "it looks like an address", "a path in the local file system");
        }
        try {
            return Path.of(typed);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("directory refused: directory=" + typed + ", " + e.getReason(), e);
        }
    }

    private static IllegalArgumentException refused(String typed, String reason, String expected) {
        return new IllegalArgumentException(
                "directory refused: directory=" + typed + ", " + reason + ", expected " + expected);
    }
}
