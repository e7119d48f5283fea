package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Who opened the store last: the content of the file OWNER, lines of text, the last a checksum of the others.
 *
 * @param pid process id
 * @param startMillis when the process opened the store, time of day
 * @param bootId the machine's run, see {@link Environment#bootId()}
 * @param lockKey which file LOCK it has locked, see {@link Vfs#fileKey}; empty if the platform does not tell
 * @param directoryKey in which directory, likewise: a copy of the file in another one says nothing there
 */
public record Owner(long pid, long startMillis, String bootId, String lockKey, String directoryKey) {
    /** Larger than any that we write; a larger file is not ours. */
    private static final int MAX_BYTES = 1024;

    /** The system tells when a process started in hundredths of a second since its own start. */
    private static final long CLOCK_SLACK_MILLIS = 1000;

    /** Returns this owner with the boot id of another; with none if that is null. */
    Owner ofBoot(Owner other) {
        return new Owner(pid, startMillis, other == null ? "" : other.bootId, lockKey, directoryKey);
    }

    String describe() {
        return "pid " + pid + " since " + Instant.ofEpochMilli(startMillis);
    }

    /** Returns whether this may have been written in the directory of that key, not copied there. */
    boolean isOf(String key) {
        return key.isEmpty() || directoryKey.isEmpty() || key.equals(directoryKey);
    }

    /** Writes the file, replacing what is there. Not forced: it only matters while the machine runs. */
    void write(Vfs vfs, Path directory) throws IOException {
        Path next = directory.resolve(FileName.OWNER_NEXT);
        if (vfs.exists(next)) {
            vfs.delete(next);
        }
        String lines = "pid=" + pid + "\nstart=" + startMillis + "\nboot=" + bootId + "\nlock=" + lockKey
                + "\ndirectory=" + directoryKey + "\n";
        String content = lines + "crc32c=" + checksum(lines) + "\n";
        try (VfsFile file = vfs.create(next)) {
            file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
        }
        vfs.rename(next, directory.resolve(FileName.OWNER));
    }

    /**
     * Reads the file; null if there is none or it is damaged: nothing that was promised depends on it.
     *
     * @throws IOException if it could not be read, which says nothing about what it says
     */
    static Owner read(Vfs vfs, Path directory) throws IOException {
        try {
            return readStrictly(vfs, directory);
        } catch (CorruptionException e) {
            return null;
        }
    }

    /**
     * Returns whether the process that wrote this may still run: one of its id does, and did when this was written. A
     * process of another machine or container cannot be seen.
     */
    boolean mayRun() {
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .flatMap(process -> process.info().startInstant())
                        .filter(start -> start.toEpochMilli() <= startMillis + CLOCK_SLACK_MILLIS)
                        .isPresent();
    }

    /** Reads the file; null if there is none, or only zeros: it is not forced, and a power cut leaves that. */
    public static Owner readStrictly(Vfs vfs, Path directory) throws IOException {
        Path path = directory.resolve(FileName.OWNER);
        if (!vfs.exists(path)) {
            return null;
        }
        byte[] bytes = new byte[MAX_BYTES];
        int length;
        try (VfsFile file = vfs.openRead(path)) {
            length = file.read(ByteBuffer.wrap(bytes), 0);
        }
        if (Arrays.equals(bytes, new byte[MAX_BYTES])) {
            return null;
        }
        String content = new String(bytes, 0, length, StandardCharsets.UTF_8);
        int checksumAt = content.indexOf("crc32c=");
        if (checksumAt < 0
                || !content.substring(checksumAt)
                        .equals("crc32c=" + checksum(content.substring(0, checksumAt)) + "\n")) {
            throw new CorruptionException("owner file checksum mismatch", FileName.OWNER, 0, "length=" + length);
        }
        List<String> lines = content.substring(0, checksumAt).lines().toList();
        try {
            return new Owner(
                    Long.parseLong(value(lines, "pid=")),
                    Long.parseLong(value(lines, "start=")),
                    value(lines, "boot="),
                    value(lines, "lock="),
                    value(lines, "directory="));
        } catch (NumberFormatException e) {
            throw new CorruptionException("owner file not readable", FileName.OWNER, 0, "", e);
        }
    }

    /** Returns the value of the line of that name; empty if there is none, as in files of earlier builds. */
    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()))
                .orElse("");
    }

    private static String checksum(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        return String.format(Locale.ROOT, "%08x", Checksum.of(0, bytes, 0, bytes.length));
    }
}
