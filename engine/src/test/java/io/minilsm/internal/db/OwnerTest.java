package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnerTest {
    private static final Path DIRECTORY = Path.of("/store");
    private static final Owner OWNER = new Owner(6674, 1795365072767L, "boot", "(dev=1,ino=2)", "(dev=1,ino=3)");

    private final MemoryVfs vfs = new MemoryVfs();

    @BeforeEach
    void makeDirectory() {
        vfs.createDirectories(DIRECTORY);
    }

    @Test
    void whatIsWrittenIsReadAndReplacesWhatWasThere() throws IOException {
        assertNull(Owner.read(vfs, DIRECTORY));
        put("OWNER.next", "left by a crash".getBytes(UTF_8));
        OWNER.write(vfs, DIRECTORY);
        assertEquals(OWNER, Owner.read(vfs, DIRECTORY));
        Owner nobody = new Owner(1, 2, "", "", "");
        nobody.write(vfs, DIRECTORY);
        assertEquals(nobody, Owner.readStrictly(vfs, DIRECTORY));
        assertEquals(List.of("OWNER"), vfs.list(DIRECTORY));
    }

    @Test
    void missingLinesAreEmptyAndUnknownOnesAreIgnored() throws IOException {
        put("OWNER", lines("pid=7\nstart=8\nnew=x\n"));
        assertEquals(new Owner(7, 8, "", "", ""), Owner.readStrictly(vfs, DIRECTORY));
    }

    @Test
    void whatDoesNotHoldTellsNothing() throws IOException {
        for (byte[] bytes : List.of(
                new byte[0], "pid=7\n".getBytes(UTF_8), new byte[] {1}, lines("pid=x\nstart=8\n"), lines("pid=7\n"))) {
            put("OWNER", bytes);
            if (bytes.length > 0) {
                CorruptionException e =
                        assertThrows(CorruptionException.class, () -> Owner.readStrictly(vfs, DIRECTORY));
                assertEquals("OWNER", e.file());
            }
            assertNull(Owner.read(vfs, DIRECTORY));
        }
        byte[] damaged = lines("pid=7\nstart=8\n");
        damaged[4] ^= 1;
        put("OWNER", damaged);
        assertNull(Owner.read(vfs, DIRECTORY));
        put("OWNER", new byte[700]); // As a power cut may leave it.
        assertNull(Owner.readStrictly(vfs, DIRECTORY));
    }

    @Test
    void bootIsTakenFromAnotherOrFromNobody() {
        assertEquals("other", OWNER.ofBoot(new Owner(1, 2, "other", "l", "d")).bootId());
        assertEquals("", OWNER.ofBoot(null).bootId());
        assertEquals(OWNER, OWNER.ofBoot(OWNER));
    }

    @Test
    void copyInAnotherDirectoryIsSeenWhereDirectoriesCanBeToldApart() {
        assertTrue(OWNER.isOf("(dev=1,ino=3)"));
        assertFalse(OWNER.isOf("(dev=1,ino=4)"));
        assertTrue(OWNER.isOf(""));
        assertTrue(new Owner(1, 2, "", "", "").isOf("(dev=1,ino=4)"));
    }

    @Test
    void processMayRunIfItIsAnotherOneThatLivesAndDidWhenItWrote() {
        long now = System.currentTimeMillis();
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        assertTrue(new Owner(parent.pid(), now, "", "", "").mayRun());
        assertFalse(new Owner(parent.pid(), 0, "", "", "").mayRun(), "its number belonged to another one then");
        assertFalse(new Owner(ProcessHandle.current().pid(), now, "", "", "").mayRun());
        assertFalse(new Owner(Integer.MAX_VALUE, now, "", "", "").mayRun());
    }

    @Test
    void ownerIsNamedToPeople() {
        assertEquals("pid 6674 since 2026-11-22T16:31:12.767Z", OWNER.describe());
    }

    private static byte[] lines(String lines) {
        byte[] bytes = lines.getBytes(UTF_8);
        return (lines + String.format("crc32c=%08x%n", Checksum.of(0, bytes, 0, bytes.length))).getBytes(UTF_8);
    }

    private void put(String name, byte[] bytes) throws IOException {
        if (vfs.exists(DIRECTORY.resolve(name))) {
            vfs.delete(DIRECTORY.resolve(name));
        }
        try (VfsFile file = vfs.create(DIRECTORY.resolve(name))) {
            if (bytes.length > 0) {
                file.write(ByteBuffer.wrap(bytes), 0);
            }
        }
    }
}
