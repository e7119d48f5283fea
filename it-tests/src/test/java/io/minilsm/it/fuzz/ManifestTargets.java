package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.db.Owner;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.record.FrameReader;
import io.minilsm.internal.version.EditCodec;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.Superblock;
import io.minilsm.internal.version.SuperblockContent;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Targets of manifest, superblock, owner and file header. */
final class ManifestTargets {
    static final int MANIFEST_NUMBER = 1;

    private static final int REPAIR = 1;
    private static final int ODD_SLOTS = 2;
    private static final int CUT = 4;

    private ManifestTargets() {}

    /** Input: switches, mask of frames left unrepaired, frames. */
    static void frames(FuzzInput input) throws Exception {
        boolean repair = (input.next() & REPAIR) != 0;
        int mask = repair ? input.next() : 0xFF;
        byte[] header = new FileHeader(FileKind.MANIFEST, MANIFEST_NUMBER, FuzzDisk.STORE, 0).encode();
        byte[] frames = input.rest();
        ManifestRepair.repair(header, frames, mask);
        FuzzDisk disk = new FuzzDisk().put("frames", header, frames);
        try (VfsFile file = disk.vfs.openRead(FuzzDisk.DIRECTORY.resolve("frames"))) {
            FrameReader reader = new FrameReader(file, "frames", header, file.size());
            ChainHash chain = ChainHash.start(header);
            long end = header.length;
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                chain = chain.next(frame.payload());
                require(frame.offset() == end && frame.chain().equals(chain), "frame out of the chain: " + frame);
                end = frame.endOffset();
            }
            require(end == file.size(), "frames end early");
        } catch (CorruptionException e) {
            require(e.getMessage().contains("file=frames"), "damage without a file: " + e);
        }
    }

    /** Input: JSON of an edit. */
    static void record(FuzzInput input) throws MalformedException {
        byte[] once;
        try {
            once = EditCodec.encode(EditCodec.decode(input.rest()));
        } catch (MalformedException e) {
            return;
        }
        byte[] twice = EditCodec.encode(EditCodec.decode(once));
        require(Arrays.equals(once, twice), "edit changes in a round trip: " + new String(once, UTF_8));
    }

    /** Input: switches, mask of frames left unrepaired, [place of the cut], frames. */
    static void manifest(FuzzInput input) throws Exception {
        int switches = input.next();
        int mask = (switches & REPAIR) != 0 ? input.next() : 0xFF;
        int cut = (switches & CUT) != 0 ? input.nextShort() : Integer.MAX_VALUE;
        byte[] header = new FileHeader(FileKind.MANIFEST, MANIFEST_NUMBER, FuzzDisk.STORE, 0).encode();
        byte[] frames = input.rest();
        ManifestRepair repaired = ManifestRepair.repair(header, frames, mask);
        FuzzDisk disk = new FuzzDisk()
                .put(FileName.manifest(MANIFEST_NUMBER), header, Arrays.copyOf(frames, Math.min(cut, frames.length)))
                .put(FileName.CURRENT, repaired.superblock((switches & ODD_SLOTS) != 0));
        StoreState read;
        try {
            read = VersionSet.readState(disk.vfs, FuzzDisk.DIRECTORY);
        } catch (CorruptionException | FormatVersionException e) {
            return;
        }
        require(read.storeId().equals(FuzzDisk.STORE), "state of another store: " + read);
        try (VersionSet versions = VersionSet.recover(disk.vfs, FuzzDisk.DIRECTORY)) {
            requireSame(read, versions.state());
        } catch (CorruptionException e) {
            throw new AssertionError("was read, but not recovered", e);
        }
        requireSame(read, VersionSet.readState(disk.vfs, FuzzDisk.DIRECTORY));
    }

    private static void requireSame(StoreState a, StoreState b) {
        require(
                tables(a).equals(tables(b))
                        && a.wals().equals(b.wals())
                        && a.flushedSequence() == b.flushedSequence()
                        && a.lastSequence() == b.lastSequence()
                        && a.keySpaces().equals(b.keySpaces())
                        && a.nextSpaceId() == b.nextSpaceId(),
                "state changes when it is recovered: " + a + " | " + b);
    }

    private static List<String> tables(StoreState state) {
        List<String> tables = new ArrayList<>();
        for (TableMetadata table : state.version().tables()) {
            tables.add(table.number() + " " + table.sizeBytes() + " " + table.checksum() + " " + table.entries() + " "
                    + Arrays.toString(table.smallestKey()) + Arrays.toString(table.largestKey()));
        }
        return tables;
    }

    /** Input: switches, header of 64 bytes, two slots of 128 bytes, more. */
    static void superblock(FuzzInput input) throws Exception {
        int switches = input.next();
        byte[] header = Arrays.copyOf(input.take(FileHeader.BYTES), FileHeader.BYTES);
        byte[][] slots = {Arrays.copyOf(input.take(128), 4096), Arrays.copyOf(input.take(128), 4096)};
        if ((switches & 1) != 0) {
            Bytes.putInt(header, 60, Checksum.of(0, header, 0, 60));
        }
        for (int i = 0; i < 2; i++) {
            if ((switches & 2 << i) != 0) {
                Bytes.putInt(slots[i], 124, Checksum.of(Superblock.slotOffset(i), slots[i], 0, 124));
            }
        }
        FuzzDisk disk = new FuzzDisk()
                .put(FileName.CURRENT, header, new byte[4096 - header.length], slots[0], slots[1], input.rest());
        try {
            SuperblockContent content = Superblock.read(disk.vfs, FuzzDisk.DIRECTORY);
            require(content.newest() != null && content.newest().generation() > 0, "no slot: " + content);
            require(content.newest().storeId().equals(content.storeId()), "slot of another store: " + content);
        } catch (CorruptionException | FormatVersionException e) {
            require(e.getMessage().contains("file=CURRENT"), "damage without a file: " + e);
        }
    }

    /** Input: switches, text of the file. */
    static void owner(FuzzInput input) throws Exception {
        boolean repair = (input.next() & REPAIR) != 0;
        byte[] bytes = input.rest();
        String text = new String(bytes, UTF_8);
        int at = text.indexOf("crc32c=");
        if (repair && at >= 0) {
            byte[] lines = text.substring(0, at).getBytes(UTF_8);
            String line = String.format(Locale.ROOT, "crc32c=%08x%n", Checksum.of(0, lines, 0, lines.length));
            bytes = (text.substring(0, at) + line.replace("\r", "")).getBytes(UTF_8);
        }
        FuzzDisk disk = new FuzzDisk().put(FileName.OWNER, bytes);
        try {
            Owner owner = Owner.readStrictly(disk.vfs, FuzzDisk.DIRECTORY);
            require(owner == null || owner.bootId() != null && owner.bootId().indexOf('\n') < 0, "bad owner: " + owner);
        } catch (CorruptionException e) {
            require(e.getMessage().contains("file=OWNER"), "damage without a file: " + e);
        }
    }

    /** Input: switches, header. */
    static void fileHeader(FuzzInput input) throws IOException {
        int switches = input.next();
        byte[] bytes = input.rest();
        if ((switches & REPAIR) != 0 && bytes.length >= FileHeader.BYTES) {
            Bytes.putInt(bytes, 60, Checksum.of(0, bytes, 0, 60));
        }
        FileKind kind = FileKind.values()[switches >>> 1 & 3];
        long number = switches >>> 3;
        try {
            FileHeader header = FileHeader.decode(bytes, "any", kind, number);
            require(header.kind() == kind && header.number() == number, "header of another file: " + header);
            require(
                    Arrays.equals(header.encode(), Arrays.copyOf(bytes, FileHeader.BYTES)),
                    "header changes in a round trip: " + header);
        } catch (CorruptionException | FormatVersionException e) {
            require(e.getMessage().contains("file=any"), "damage without a file: " + e);
        }
    }
}
