package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.compaction.CompactionPlan.Kind;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.TableOptions;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compactions of real table files. */
class TableFilesTest {
    private static final Path DIRECTORY = Path.of("/store");
    private static final UUID STORE = new UUID(1, 2);
    private static final CompactionSettings SETTINGS = new CompactionSettings(4, 64 << 10, 4 << 10, 1 << 20);
    private static final int KEYS = 400;

    private final FaultVfs vfs = new FaultVfs(new MemoryVfs());
    private final BlockCache cache = new BlockCache(0);
    private final List<TableReader> readers = new ArrayList<>();
    private final TableFiles files;
    private long lastNumber;
    private CompactionPlan plan;

    TableFilesTest() {
        TableOptions options = new TableOptions(1 << 10, Compression.NONE, 10);
        files = new TableFiles(vfs, DIRECTORY, STORE, options, () -> ++lastNumber);
    }

    @BeforeEach
    void writeInputs() throws IOException {
        vfs.createDirectories(DIRECTORY);
        List<TableMetadata> newestFirst = new ArrayList<>();
        for (int table = 0; table < 3; table++) {
            try (CompactionOutput output = files.create()) {
                for (int i = 0; i < KEYS; i += table + 1) {
                    byte[] key = key(i);
                    int kind = table == 2 && i % 5 == 0 ? EntryKind.DELETE : EntryKind.PUT;
                    byte[] value = kind == EntryKind.PUT ? new byte[40] : Bytes.EMPTY;
                    output.add(key, 0, key.length, Tag.of(table * KEYS + i + 1, kind), value, 0, value.length);
                }
                newestFirst.add(0, output.finish());
            }
        }
        plan = new CompactionPlan(Kind.LEVEL_ZERO, 0, newestFirst, 6, List.of(), List.of(), false, true);
    }

    @Test
    void mergedFilesHoldTheNewestVersions() throws IOException {
        CompactionResult result = job().run().orElseThrow();
        assertTrue(result.outputs().size() > 2, "outputs=" + result.outputs().size());
        int i = 0;
        for (TableMetadata table : result.outputs()) {
            try (InternalIterator entries = open(table)) {
                for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                    while (newestTag(i) == 0) {
                        i++;
                    }
                    String actual = new String(
                            entries.keyArray(),
                            entries.keyOffset(),
                            entries.keyLength(),
                            StandardCharsets.ISO_8859_1);
                    assertEquals(new String(key(i), StandardCharsets.ISO_8859_1), actual);
                    assertEquals(newestTag(i), entries.tag());
                    i++;
                }
            }
        }
        assertTrue(i >= KEYS - 1, "entries end early: i=" + i);
    }

    /** Returns the tag of the newest put of the key; 0 if it is deleted. */
    private static long newestTag(int key) {
        if (key % 3 == 0) {
            return key % 5 == 0 ? 0 : Tag.of(2L * KEYS + key + 1, EntryKind.PUT);
        }
        return Tag.of((key % 2 == 0 ? KEYS : 0) + key + 1L, EntryKind.PUT);
    }

    @Test
    void noFileIsLeftBehindWhateverOperationFails() throws IOException {
        List<String> before = vfs.list(DIRECTORY);
        List<FileOperation.Kind> kinds = List.of(
                FileOperation.Kind.CREATE,
                FileOperation.Kind.WRITE,
                FileOperation.Kind.FORCE,
                FileOperation.Kind.READ,
                FileOperation.Kind.SYNC_DIRECTORY);
        for (FileOperation.Kind kind : kinds) {
            int failures = 0;
            boolean struck = true;
            while (struck) {
                long injected = vfs.injectedCount();
                vfs.inject(Fault.on(kind).nth(failures + 1));
                CompactionJob job = job();
                struck = failsOnlyIfStruck(job, injected);
                vfs.heal();
                failures += struck ? 1 : 0;
                if (struck) {
                    assertEquals(before, vfs.list(DIRECTORY), kind + " number " + failures);
                }
            }
            assertTrue(failures > 0, "never done: " + kind);
            removeOutputs(before);
        }
    }

    private boolean failsOnlyIfStruck(CompactionJob job, long injectedBefore) throws IOException {
        try {
            assertFalse(job.run().isEmpty());
        } catch (IOException e) {
            assertTrue(vfs.injectedCount() > injectedBefore, "failed for another reason: " + e);
            return true;
        } finally {
            closeReaders();
        }
        assertEquals(injectedBefore, vfs.injectedCount(), "a failed operation was not noticed");
        return false;
    }

    private void removeOutputs(List<String> inputs) throws IOException {
        for (String name : vfs.list(DIRECTORY)) {
            if (!inputs.contains(name)) {
                vfs.delete(DIRECTORY.resolve(name));
            }
        }
    }

    @Test
    void damagedInputFailsTheCompaction() throws IOException {
        TableMetadata input = plan.inputs().get(1);
        TableMetadata wrong = new TableMetadata(
                input.number(),
                input.sizeBytes(),
                input.smallestKey(),
                input.largestKey(),
                input.smallestSequence(),
                input.largestSequence(),
                input.entries() + 1,
                input.deletes(),
                input.checksum());
        List<TableMetadata> inputs = List.of(plan.inputs().get(0), wrong, plan.inputs().get(2));
        List<String> before = vfs.list(DIRECTORY);
        plan = new CompactionPlan(Kind.LEVEL_ZERO, 0, inputs, 6, List.of(), List.of(), false, true);
        assertThrows(IOException.class, () -> job().run());
        assertEquals(before, vfs.list(DIRECTORY));
    }

    private CompactionJob job() {
        return new CompactionJob(plan, SETTINGS, new long[0], this::open, files, () -> false, bytes -> {});
    }

    private InternalIterator open(TableMetadata table) throws IOException {
        TableReader reader = TableReader.open(vfs, DIRECTORY, table.number(), STORE, table.sizeBytes(), cache);
        readers.add(reader);
        return reader.iterator(false);
    }

    private void closeReaders() throws IOException {
        for (TableReader reader : readers) {
            reader.close();
        }
        readers.clear();
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "\0%05d", number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
