package io.minilsm.internal.version;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;

/** The numbers in the names of a directory's files, and whose the files are. Stateless. */
public final class FileNumbers {
    private static final Logger LOG = System.getLogger("io.minilsm");

    /** Further ahead than this no store comes in its life, so a file of such a number is in nobody's way. */
    private static final long REACH = 1L << 40;

    private FileNumbers() {}

    /** Returns the number in the name of a log segment, table or manifest; empty if it is none of them. */
    public static OptionalLong of(String name) {
        OptionalLong number = FileName.tableNumber(name);
        if (number.isEmpty()) {
            number = FileName.walNumber(name);
        }
        return number.isPresent() ? number : FileName.manifestNumber(name);
    }

    /** Returns the smallest number from {@code first} on that is behind those of all files within reach. */
    static long nextFree(Vfs vfs, Path dir, long first) throws IOException {
        long next = first;
        for (String name : vfs.list(dir)) {
            long number = of(name).orElse(0);
            if (number >= next && number < first + REACH) {
                next = number + 1;
            }
        }
        return next;
    }

    /**
     * Returns whether a file of a number that was used says that it is this store's or, torn by a crash, says nothing.
     * A number alone proves nothing: those of strange files are leapt over, and so get reserved.
     */
    public static boolean maybeOurs(Vfs vfs, Path dir, String name, UUID storeId) throws IOException {
        byte[] header = new byte[FileHeader.BYTES];
        try (VfsFile file = vfs.openRead(dir.resolve(name))) {
            file.read(ByteBuffer.wrap(header), 0);
        } catch (FileSystemException e) {
            LOG.log(Logger.Level.WARNING, "strange file left alone: file=" + dir.resolve(name), e);
            return false;
        }
        return Arrays.equals(header, new byte[FileHeader.BYTES]) || FileHeader.isOfStore(header, storeId);
    }

    /** Returns whether the bytes are a header of that store and of the kind and number that the name says. */
    static boolean isHeaderOf(byte[] bytes, String name, UUID storeId) {
        FileKind kind = FileName.tableNumber(name).isPresent()
                ? FileKind.TABLE
                : FileName.walNumber(name).isPresent() ? FileKind.WAL : FileKind.MANIFEST;
        try {
            return FileHeader.decode(bytes, name, kind, of(name).orElse(0)).storeId().equals(storeId);
        } catch (CorruptionException | FormatVersionException e) {
            return false; // The question is answered: whatever it is, it is not a file of this store.
        }
    }
}
