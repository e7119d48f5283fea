package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileNumbersTest {
    private static final Logger LOG = Logger.getLogger("io.minilsm");
    private static final long REACH = 1L << 40;

    private final MemoryVfs vfs = new MemoryVfs();

    @BeforeEach
    void makeDirectory() {
        vfs.createDirectories(Edits.DIR);
    }

    @Test
    void numberIsReadFromEachKindOfName() {
        assertEquals(OptionalLong.of(7), FileNumbers.of(FileName.table(7)));
        assertEquals(OptionalLong.of(8), FileNumbers.of(FileName.wal(8)));
        assertEquals(OptionalLong.of(9), FileNumbers.of(FileName.manifest(9)));
        assertEquals(OptionalLong.empty(), FileNumbers.of(FileName.CURRENT));
    }

    @Test
    void nextFreeNumberIsBehindThoseOfTheFiles() throws IOException {
        assertEquals(10, FileNumbers.nextFree(vfs, Edits.DIR, 10));
        put(FileName.table(9), new byte[0]);
        put(FileName.CURRENT, new byte[0]);
        assertEquals(10, FileNumbers.nextFree(vfs, Edits.DIR, 10));
        put(FileName.wal(10), new byte[0]);
        assertEquals(11, FileNumbers.nextFree(vfs, Edits.DIR, 10));
        put(FileName.manifest(20), new byte[0]);
        assertEquals(21, FileNumbers.nextFree(vfs, Edits.DIR, 10));
    }

    @Test
    void fileOutOfReachIsInNobodysWay() throws IOException {
        put(FileName.table(10 + REACH), new byte[0]);
        assertEquals(10, FileNumbers.nextFree(vfs, Edits.DIR, 10));
        put(FileName.table(10 + REACH - 1), new byte[0]);
        assertEquals(10 + REACH, FileNumbers.nextFree(vfs, Edits.DIR, 10));
    }

    @Test
    void fileMayBeOursIfItSaysSoOrNothing() throws IOException {
        String name = FileName.table(7);
        put(name, new FileHeader(FileKind.TABLE, 7, Edits.STORE, 0).encode());
        assertTrue(FileNumbers.maybeOurs(vfs, Edits.DIR, name, Edits.STORE));
        assertFalse(FileNumbers.maybeOurs(vfs, Edits.DIR, name, new UUID(1, 2)));
        put(FileName.table(8), new byte[0]);
        assertTrue(FileNumbers.maybeOurs(vfs, Edits.DIR, FileName.table(8), Edits.STORE));
        put(FileName.table(9), new byte[FileHeader.BYTES]);
        assertTrue(FileNumbers.maybeOurs(vfs, Edits.DIR, FileName.table(9), Edits.STORE));
        put(FileName.table(10), Edits.bytes("something else altogether".repeat(4)));
        assertFalse(FileNumbers.maybeOurs(vfs, Edits.DIR, FileName.table(10), Edits.STORE));
    }

    @Test
    void fileThatCannotBeOpenedIsNotOursAndIsSpokenOf() throws IOException {
        List<String> messages = new ArrayList<>();
        Filter filter = LOG.getFilter();
        LOG.setFilter(record -> {
            messages.add(record.getMessage());
            return false;
        });
        try {
            assertFalse(FileNumbers.maybeOurs(vfs, Edits.DIR, FileName.table(7), Edits.STORE));
        } finally {
            LOG.setFilter(filter);
        }
        String file = Edits.DIR.resolve(FileName.table(7)).toString();
        assertEquals(List.of("strange file left alone: file=" + file), messages);
    }

    private void put(String name, byte[] bytes) throws IOException {
        try (VfsFile file = vfs.create(Edits.DIR.resolve(name))) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }
}
