package io.minilsm.testing;

import java.nio.file.Path;

/**
 * One call to a file system, as the test file systems see it.
 *
 * @param kind what is done
 * @param path the file or directory; of a rename, the old name
 * @param target of a rename or link, the new name; else null
 * @param offset of a read or write, where in the file; else 0
 * @param length of a read or write, the bytes asked for; else 0
 */
public record FileOperation(Kind kind, Path path, Path target, long offset, int length) {
    /** What is done. */
    public enum Kind {
        CREATE("create"),
        OPEN("open"),
        READ("read"),
        WRITE("write"),
        FORCE("force"),
        MAP("map"),
        RENAME("rename"),
        LINK("link"),
        DELETE("delete"),
        LIST("list"),
        CREATE_DIRECTORIES("createDirectories"),
        DELETE_DIRECTORY("deleteDirectory"),
        SYNC_DIRECTORY("syncDirectory");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns whether the operation changes what is on the disk, or what of it would survive a power cut. */
        public boolean isDurable() {
            return this != OPEN && this != READ && this != LIST && this != MAP;
        }
    }

    static FileOperation of(Kind kind, Path path) {
        return new FileOperation(kind, path, null, 0, 0);
    }

    static FileOperation transfer(Kind kind, Path path, long offset, int length) {
        return new FileOperation(kind, path, null, offset, length);
    }

    static FileOperation rename(Path from, Path to) {
        return new FileOperation(Kind.RENAME, from, to, 0, 0);
    }

    static FileOperation link(Path existing, Path link) {
        return new FileOperation(Kind.LINK, existing, link, 0, 0);
    }

    /** Returns the operation as a line, with paths shortened to file names. */
    @Override
    public String toString() {
        String line = kind.word + " " + path.getFileName();
        return switch (kind) {
            case READ, WRITE -> line + "@" + offset + "+" + length;
            case RENAME, LINK -> line + " -> " + target.getFileName();
            default -> line;
        };
    }
}
