package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.record.FrameReader;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.internal.wal.WalSegment;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage to manifest and superblock, and older copies of them. */
class ManifestDamageTest {
    private static final Path CURRENT = Edits.DIR.resolve(FileName.CURRENT);
    private static final Path MANIFEST = Edits.DIR.resolve(FileName.manifest(1));

    private final CrashVfs disk = new CrashVfs();
    private final List<byte[]> superblocks = new ArrayList<>();
    private final List<byte[]> manifests = new ArrayList<>();
    private final List<String> states = new ArrayList<>();

    /** Makes a store of four edits and keeps what the files held after each. */
    @BeforeEach
    void makeStore() throws IOException {
        disk.createDirectories(Edits.DIR);
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE)) {
            keep(versions.state());
            keep(versions.apply(VersionEdit.builder(EditType.NEW_MEMTABLE)
                    .newWal(new WalSegment(versions.newFileNumber(), 7, 1 << 18))
                    .build()));
            keep(versions.apply(VersionEdit.builder(EditType.FLUSH)
                    .addTable(0, Edits.table(versions.newFileNumber()))
                    .dropWal(2)
                    .flushedSequence(30)
                    .build()));
            keep(versions.apply(VersionEdit.builder(EditType.KEY_SPACE)
                    .newKeySpace("space", 16)
                    .build()));
            keep(versions.apply(VersionEdit.builder(EditType.COMPACTION)
                    .deleteTable(0, 3)
                    .addTable(1, Edits.table(3))
                    .build()));
        }
    }

    @Test
    void everyFlippedByteOfTheManifestIsReportedAtItsFrame() throws IOException {
        byte[] manifest = last(manifests);
        long[] offsets = frameOffsets(manifest);
        for (int i = 0; i < manifest.length; i++) {
            for (int mask : new int[] {1, 0x80, 0xFF}) {
                disk.replace(MANIFEST, flipped(manifest, i, mask));
                CorruptionException e = assertThrows(
                        CorruptionException.class, () -> VersionSet.readState(disk, Edits.DIR), "flipped=" + i);
                assertEquals(FileName.manifest(1), e.file());
                assertEquals(frameOf(offsets, i), e.offset(), "flipped=" + i + ": " + e.getMessage());
            }
        }
    }

    @Test
    void noFlippedByteOfTheSuperblockGivesAnotherState() throws IOException {
        byte[] superblock = last(superblocks);
        for (int i = 0; i < superblock.length; i += i % 4096 < 2 * SuperblockSlot.BYTES ? 1 : 7) {
            int page = i / 4096;
            disk.replace(CURRENT, flipped(superblock, i, 1 << i % 8));
            try {
                assertEquals(last(states), Edits.describe(VersionSet.readState(disk, Edits.DIR)), "flipped=" + i);
                assertTrue(page > 0, "header page is refused, flipped=" + i);
                assertTrue(Superblock.read(disk, Edits.DIR).hasDamagedSlot(), "seen, flipped=" + i);
            } catch (CorruptionException e) {
                assertEquals(FileName.CURRENT, e.file());
                assertEquals(0, page, "slots make up for each other, flipped=" + i);
            }
        }
    }

    @Test
    void damagedSlotIsWrittenAnewWhenTheStoreIsOpened() throws IOException {
        for (int slot = 0; slot < 2; slot++) {
            CrashVfs copy = disk.kill();
            copy.replace(CURRENT, flipped(last(superblocks), (int) Superblock.slotOffset(slot), 1));
            try (VersionSet versions = VersionSet.recover(copy, Edits.DIR)) {
                assertEquals(last(states), Edits.describe(versions.state()));
            }
            assertEquals(false, Superblock.read(copy, Edits.DIR).hasDamagedSlot());
        }
    }

    @Test
    void damageToASlotHidesNoDamageToTheLastEdit() throws IOException {
        SuperblockSlot newest = Superblock.read(disk, Edits.DIR).newest();
        disk.replace(CURRENT, flipped(last(superblocks), (int) newest.offset(), 1));
        disk.replace(MANIFEST, flipped(last(manifests), last(manifests).length - 1, 1));
        assertRefused(FileName.manifest(1));
    }

    @Test
    void damageInBothSlotsIsRefused() {
        byte[] superblock = flipped(last(superblocks), (int) Superblock.slotOffset(0), 1);
        disk.replace(CURRENT, flipped(superblock, (int) Superblock.slotOffset(1), 1));
        assertRefused(FileName.CURRENT);
    }

    @Test
    void manifestCutAtAnyLengthIsRefused() {
        byte[] manifest = last(manifests);
        for (int length = 0; length < manifest.length; length++) {
            disk.replace(MANIFEST, Arrays.copyOf(manifest, length));
            assertRefused(FileName.manifest(1));
        }
    }

    @Test
    void superblockCutAtAnyLengthIsRefused() {
        byte[] superblock = last(superblocks);
        for (int length = 0; length < superblock.length; length++) {
            disk.replace(CURRENT, Arrays.copyOf(superblock, length));
            assertRefused(FileName.CURRENT);
        }
        disk.replace(CURRENT, Arrays.copyOf(superblock, superblock.length + 1));
        assertRefused(FileName.CURRENT);
    }

    @Test
    void appendBehindTheDurableLengthCountsWholeOrNotAtAll() throws IOException {
        int before = manifests.get(3).length;
        byte[] manifest = last(manifests);
        disk.replace(CURRENT, superblocks.get(3));
        for (int length = before; length <= manifest.length; length++) {
            disk.replace(MANIFEST, Arrays.copyOf(manifest, length));
            String expected = states.get(length < manifest.length ? 3 : 4);
            assertEquals(expected, Edits.describe(VersionSet.readState(disk, Edits.DIR)), "length=" + length);
        }
        for (int i = before; i < manifest.length; i++) {
            disk.replace(MANIFEST, flipped(manifest, i, 0x10));
            assertEquals(states.get(3), Edits.describe(VersionSet.readState(disk, Edits.DIR)), "flipped=" + i);
        }
    }

    @Test
    void halfWrittenSuperblockGivesOneOfTwoStates() throws IOException {
        byte[] mixed = superblocks.get(3).clone();
        int first = (int) Superblock.slotOffset(1);
        System.arraycopy(last(superblocks), first, mixed, first, 4096);
        disk.replace(CURRENT, mixed);
        assertEquals(states.get(4), Edits.describe(VersionSet.readState(disk, Edits.DIR)));
        for (int i = first; i < first + SuperblockSlot.BYTES; i++) {
            disk.replace(CURRENT, flipped(mixed, i, 1));
            assertEquals(states.get(4), Edits.describe(VersionSet.readState(disk, Edits.DIR)), "flipped=" + i);
        }
    }

    @Test
    void olderCopyOfTheSuperblockIsRefusedOrHarmless() throws IOException {
        for (int age = 0; age < 3; age++) {
            disk.replace(CURRENT, superblocks.get(age));
            assertRefused(FileName.CURRENT);
        }
        // One edit behind, the manifest makes up for it.
        disk.replace(CURRENT, superblocks.get(3));
        assertEquals(states.get(4), Edits.describe(VersionSet.readState(disk, Edits.DIR)));
    }

    @Test
    void manifestOfATwinOfTheStoreIsRefused() throws IOException {
        CrashVfs twin = disk.kill();
        for (CrashVfs each : List.of(disk, twin)) {
            try (VersionSet versions = VersionSet.recover(each, Edits.DIR)) {
                versions.apply(VersionEdit.builder(EditType.KEY_SPACE)
                        .newKeySpace(each == disk ? "one" : "two", 17)
                        .build());
            }
        }
        long number = Superblock.read(disk, Edits.DIR).newest().manifestNumber();
        Path manifest = Edits.DIR.resolve(FileName.manifest(number));
        assertEquals(disk.size(manifest), twin.size(manifest));
        disk.replace(manifest, twin.contents(manifest));
        assertRefused(FileName.manifest(number));
    }

    @Test
    void olderCopyOfTheManifestIsRefused() {
        for (int age = 0; age < 4; age++) {
            disk.replace(MANIFEST, manifests.get(age));
            assertRefused(FileName.manifest(1));
        }
    }

    @Test
    void superblockFromBeforeTheLastOpeningIsRefused() throws IOException {
        VersionSet.recover(disk, Edits.DIR).close();
        disk.replace(CURRENT, last(superblocks));
        assertRefused(FileName.manifest(1));
    }

    @Test
    void bothFilesFromBeforeTheLastOpeningAreRefused() throws IOException {
        VersionSet.recover(disk, Edits.DIR).close();
        disk.replace(CURRENT, last(superblocks));
        disk.replace(MANIFEST, last(manifests));
        assertRefused(FileName.CURRENT);
    }

    @Test
    void bothFilesFromBeforeTheLastOpeningAreRefusedThoughOnlyATableTells() throws IOException {
        try (VersionSet versions = VersionSet.recover(disk, Edits.DIR)) {
            long number = versions.newFileNumber();
            disk.replace(
                    Edits.DIR.resolve(FileName.table(number)),
                    new FileHeader(FileKind.TABLE, number, Edits.STORE, 0).encode());
            disk.delete(Edits.DIR.resolve(FileName.manifest(versions.manifestNumber())));
        }
        disk.replace(CURRENT, last(superblocks));
        disk.replace(MANIFEST, last(manifests));
        assertRefused(FileName.CURRENT);
    }

    @Test
    void fileOfAnotherStoreBehindTheReservationIsLeftAlone() throws IOException {
        Path stranger = Edits.DIR.resolve(FileName.table(500_000));
        disk.replace(stranger, new FileHeader(FileKind.TABLE, 500_000, new UUID(1, 2), 0).encode());
        try (VersionSet versions = VersionSet.recover(disk, Edits.DIR)) {
            assertEquals(last(states), Edits.describe(versions.state()));
        }
        assertTrue(disk.exists(stranger));
    }

    @Test
    void manifestOrSuperblockOfAnotherStoreIsRefused() throws IOException {
        CrashVfs other = new CrashVfs();
        other.createDirectories(Edits.DIR);
        VersionSet.create(other, Edits.DIR, new UUID(1, 2)).close();
        disk.replace(CURRENT, other.contents(CURRENT));
        assertRefused(FileName.manifest(1));
        disk.replace(CURRENT, last(superblocks));
        disk.replace(MANIFEST, other.contents(MANIFEST));
        assertRefused(FileName.manifest(1));
    }

    @Test
    void newerFormatIsNamedAsSuchAndNotAsDamage() {
        for (Path path : List.of(CURRENT, MANIFEST)) {
            byte[] bytes = last(path == CURRENT ? superblocks : manifests).clone();
            bytes[9]++;
            Bytes.putInt(bytes, 60, Checksum.of(0, bytes, 0, 60));
            disk.replace(path, bytes);
            FormatVersionException e = assertThrows(
                    FormatVersionException.class, () -> VersionSet.recover(disk, Edits.DIR));
            assertTrue(e.getMessage().contains(path.getFileName().toString()), e.getMessage());
            disk.replace(path, last(path == CURRENT ? superblocks : manifests));
        }
    }

    @Test
    void framesCutOutOrReorderedAreRefused() throws IOException {
        byte[] manifest = last(manifests);
        long[] offsets = frameOffsets(manifest);
        for (int cut = 1; cut < offsets.length - 2; cut++) {
            byte[] without = Arrays.copyOf(manifest, manifest.length);
            int from = (int) offsets[cut];
            int next = (int) offsets[cut + 1];
            System.arraycopy(manifest, next, without, from, manifest.length - next);
            disk.replace(MANIFEST, without);
            assertRefused(FileName.manifest(1));
            disk.replace(MANIFEST, Arrays.copyOf(without, manifest.length - (next - from)));
            assertRefused(FileName.manifest(1));
        }
    }

    private void keep(StoreState state) throws IOException {
        superblocks.add(disk.contents(CURRENT));
        manifests.add(disk.contents(MANIFEST));
        states.add(Edits.describe(state));
    }

    private void assertRefused(String file) {
        try {
            VersionSet.recover(disk, Edits.DIR).close();
            fail("opened");
        } catch (CorruptionException e) {
            assertEquals(file, e.file(), e.getMessage());
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Returns where the header, each frame, and the end are. */
    private long[] frameOffsets(byte[] manifest) throws IOException {
        disk.replace(MANIFEST, manifest);
        List<Long> offsets = new ArrayList<>(List.of(0L));
        try (VfsFile file = disk.openRead(MANIFEST)) {
            byte[] header = Arrays.copyOf(manifest, FileHeader.BYTES);
            FrameReader reader = new FrameReader(file, "manifest", header, manifest.length);
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                offsets.add(frame.offset());
            }
        }
        offsets.add((long) manifest.length);
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }

    private static long frameOf(long[] offsets, int at) {
        long found = 0;
        for (long offset : offsets) {
            found = offset <= at ? offset : found;
        }
        return found;
    }

    private static byte[] flipped(byte[] bytes, int at, int mask) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) mask;
        return copy;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
