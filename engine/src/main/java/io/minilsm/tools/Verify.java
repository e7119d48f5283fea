package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.internal.db.CopyMarker;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LogRecovery;
import io.minilsm.internal.db.Owner;
import io.minilsm.internal.db.StoreLock;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.DamagedBlock;
import io.minilsm.internal.sstable.SurvivingEntries;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.ManifestReader;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.Superblock;
import io.minilsm.internal.version.SuperblockContent;
import io.minilsm.internal.version.SuperblockSlot;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.version.WalRecord;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.FrameFeed;
import io.minilsm.internal.wal.WalReplay.ExpectedSegment;
import io.minilsm.internal.wal.WalScanner;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads every file of a closed store and checks every checksum, and what the files say of each other. Goes on after
 * damage, as far as what is whole leads to more. For one thread; writes nothing.
 */
public final class Verify {
    private final Vfs vfs;
    private final Path directory;
    private final String bootId;
    private final List<Damage> damages = new ArrayList<>();
    private final SortedMap<String, Long> furtherDamages = new TreeMap<>();
    private final Set<String> places = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private long furtherNotes;
    private int filesChecked;
    private long bytesChecked;
    private long entriesChecked;

    private Map<Integer, String> spaceNames = Map.of();

    private Verify(Vfs vfs, Path directory, String bootId) {
        this.vfs = vfs;
        this.directory = directory;
        this.bootId = bootId;
    }

    /**
     * Verifies the store in the directory.
     *
     * @throws NotAStoreException if there is none
     * @throws io.minilsm.api.StoreLockedException if it is open for writing
     * @throws IOException if a file could not be read, which says nothing about its bytes
     */
    public static VerifyReport run(Path path) throws IOException {
        return run(Environment.system(), path);
    }

    /** As {@link #run(Path)}, in the given world. */
    static VerifyReport run(Environment environment, Path path) throws IOException {
        Vfs vfs = environment.vfs();
        if (!vfs.isDirectory(path)) {
            throw new NotAStoreException("no store here: directory=" + path);
        }
        Path directory = vfs.realPath(path);
        if (vfs.list(directory).stream().noneMatch(FileName::isKnown)) {
            throw new NotAStoreException("no store here: directory=" + directory);
        }
        CopyMarker.requireNone(vfs, directory);
        return runInCopy(environment, directory);
    }

    /** As {@link #run(Environment, Path)}, of a directory in which a copy may be under way. */
    static VerifyReport runInCopy(Environment environment, Path directory) throws IOException {
        Verify verify = new Verify(environment.vfs(), directory, environment.bootId());
        try (StoreLock lock = StoreLock.take(environment.vfs(), directory, true)) {
            verify.all();
        }
        if (verify.furtherNotes > 0) {
            verify.notes.add("and " + verify.furtherNotes + " more notes");
        }
        return new VerifyReport(
                directory,
                verify.damages,
                verify.furtherDamages,
                verify.notes,
                verify.filesChecked,
                verify.bytesChecked,
                verify.entriesChecked);
    }

    /** A check of one file or of how files fit together. */
    @FunctionalInterface
    private interface Check {
        void run() throws IOException;
    }

    private void all() throws IOException {
        if (vfs.exists(directory.resolve(FileName.CREATING))) {
            note("the making of this store did not end; opening it makes it anew");
            return;
        }
        owner();
        check(this::superblock);
        StoreState[] state = new StoreState[1];
        check(() -> state[0] = VersionSet.readState(vfs, directory));
        if (state[0] == null) {
            note("without a whole manifest, tables and log were not checked");
            return;
        }
        spaceNames = SpaceKey.names(state[0].keySpaces());
        for (TableMetadata table : state[0].version().tables()) {
            table(table, state[0]);
        }
        boolean accepted = isLogAccepted(state[0]);
        for (WalRecord wal : state[0].wals()) {
            check(() -> {
                if (wal.isRetained()) {
                    history(wal, state[0]);
                } else {
                    segment(wal, accepted);
                }
            });
        }
        unknownFiles(state[0]);
    }

    private void check(Check check) throws IOException {
        try {
            check.run();
        } catch (CorruptionException e) {
            add(Damage.of(e));
        }
    }

    private void add(Damage damage) {
        String place = damage.file() + "@" + damage.offset();
        if (places.contains(place)) {
            return;
        }
        if (damages.size() < VerifyReport.MAX_LISTED) {
            places.add(place);
            damages.add(damage);
        } else {
            furtherDamages.merge(damage.file(), 1L, Long::sum);
        }
    }

    private void note(String note) {
        if (notes.size() < VerifyReport.MAX_LISTED) {
            notes.add(note);
        } else {
            furtherNotes++;
        }
    }

    private void owner() throws IOException {
        try {
            if (Owner.readStrictly(vfs, directory) == null) {
                note("file OWNER is missing or empty; the next opening writes it");
            } else {
                count(FileName.OWNER);
            }
        } catch (CorruptionException e) {
            note("file OWNER does not hold, as a power cut may leave it: it is never forced, promises nothing, and"
                    + " the next opening writes it; found=" + e.getMessage());
        }
    }

    private void superblock() throws IOException {
        SuperblockContent content = Superblock.read(vfs, directory);
        count(FileName.CURRENT);
        if (content.hasDamagedSlot()) {
            int slot = content.first() == null ? 0 : 1;
            add(new Damage(
                    FileName.CURRENT,
                    Superblock.slotOffset(slot),
                    "superblock slot does not hold: file=CURRENT, slot=" + slot
                            + "; the other one does, and the next opening writes both",
                    null));
        }
        manifest(content.newest());
    }

    private void manifest(SuperblockSlot slot) throws IOException {
        String name = FileName.manifest(slot.manifestNumber());
        try (ManifestReader manifest = ManifestReader.open(vfs, directory, slot.manifestNumber())) {
            count(name);
            manifest.limit(Math.min(manifest.sizeBytes(), slot.durableLength()));
            while (manifest.next() != null) {
                // Each step checks one record and its place in the chain.
            }
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        }
    }

    private void table(TableMetadata table, StoreState state) throws IOException {
        String name = FileName.table(table.number());
        Damage.Reach all = reach(table, Damage.Reach.NO_BLOCK, null, null);
        try (TableReader reader = TableReader.open(
                vfs, directory, table.number(), state.storeId(), table.sizeBytes(), new BlockCache(0))) {
            reader.verify(
                    OptionalInt.of(table.checksum()),
                    damage -> add(Damage.of(damage, all)),
                    block -> add(Damage.of(block.damage(), reach(table, block))));
            entriesChecked += table.entries();
            count(name);
        } catch (NoSuchFileException e) {
            add(Damage.of(missing(name, e), all));
        } catch (CorruptionException e) {
            add(Damage.of(e, all));
            blocksOf(table, state);
        }
    }

    /** Looks at the blocks of a table that cannot be opened, as far as footer and index say where they are. */
    private void blocksOf(TableMetadata table, StoreState state) throws IOException {
        Damage.Reach all = reach(table, Damage.Reach.NO_BLOCK, null, null);
        try (SurvivingEntries entries = SurvivingEntries.open(
                vfs,
                directory,
                table.number(),
                state.storeId(),
                table.sizeBytes(),
                table.largestSequence(),
                block -> add(Damage.of(block.damage(), reach(table, block))),
                damage -> add(Damage.of(damage, all)))) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                entriesChecked++;
            }
            count(FileName.table(table.number()));
        } catch (CorruptionException e) {
            add(Damage.of(e, all));
        }
    }

    private Damage.Reach reach(TableMetadata table, DamagedBlock block) {
        return reach(table, block.ordinal(), block.from(), block.to());
    }

    /** Returns what a part of a table may have held: between the bounds, where null stands for the table's own. */
    private Damage.Reach reach(TableMetadata table, int block, byte[] from, byte[] to) {
        byte[] first = from == null ? table.smallestKey() : from;
        byte[] last = to == null || Arrays.compareUnsigned(to, table.largestKey()) > 0 ? table.largestKey() : to;
        return new Damage.Reach(
                block,
                SpaceKey.of(first, spaceNames),
                SpaceKey.of(last, spaceNames),
                table.smallestSequence(),
                table.largestSequence());
    }

    /** Judges the log as an opening would; where that refuses, tells which sequences each damage may have cost. */
    private boolean isLogAccepted(StoreState state) throws IOException {
        try {
            LogRecovery.judge(vfs, directory, bootId, state);
            return true;
        } catch (CorruptionException refusal) {
            add(Damage.of(refusal, lostBy(refusal, state)));
            return false;
        }
    }

    private Damage.Reach lostBy(CorruptionException refusal, StoreState state) throws IOException {
        Damage.Reach[] own = new Damage.Reach[1];
        LogRecovery.salvage(vfs, directory, state, refusal, (first, count, payload, offset, length) -> {}, lost -> {
            Damage.Reach reach = lost.isHarmless()
                    ? null
                    : new Damage.Reach(
                            Damage.Reach.NO_BLOCK, null, null, lost.firstSequence(), lost.lastSequence());
            if (isPlaceOf(refusal, lost.damage())) {
                own[0] = reach;
            } else {
                add(Damage.of(lost.damage(), reach));
            }
        });
        return own[0];
    }

    private static boolean isPlaceOf(CorruptionException one, CorruptionException other) {
        return one.file().equals(other.file()) && one.offset() == other.offset();
    }

    /** Reads a segment that is kept as history; opening the store does not look at it. */
    private void history(WalRecord wal, StoreState state) throws IOException {
        String name = FileName.wal(wal.number());
        List<ExpectedSegment> alone = List.of(new ExpectedSegment(wal.segment(), wal.closed()));
        try (WalScanner scanner = WalScanner.open(vfs, directory, wal.number());
                FrameFeed frames = new FrameFeed(vfs, directory, state.storeId(), () -> alone, 0)) {
            if (!scanner.isPaddingClean()) {
                add(new Damage(name, 0, "bytes between header and first frame are not zero: file=" + name, null));
            }
            while (frames.next(0, Long.MAX_VALUE)) {
                entriesChecked += frames.lastSequence() - frames.firstSequence() + 1;
            }
            count(name);
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        }
    }

    /**
     * Looks for frames that do not hold before ones that do; where the log ends is for the judgement of the whole. If
     * that accepts the log, all frames up to its end hold, and what does not hold behind it was never synced: a power
     * cut has kept some of it.
     */
    private void segment(WalRecord wal, boolean accepted) throws IOException {
        String name = FileName.wal(wal.number());
        try (WalScanner scanner = WalScanner.open(vfs, directory, wal.number())) {
            if (!scanner.isPaddingClean()) {
                add(new Damage(name, 0, "bytes between header and first frame are not zero: file=" + name, null));
            }
            for (WalScanner.Stretch at = scanner.next(); at != null; at = scanner.next()) {
                if (at.condition() == WalScanner.Condition.VALID) {
                    entriesChecked += at.count();
                } else if (accepted) {
                    note("behind the log's end, never synced: " + describe(name, at));
                } else {
                    add(new Damage(name, at.offset(), describe(name, at), null));
                }
            }
            count(name);
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        }
    }

    private static String describe(String name, WalScanner.Stretch at) {
        return at.condition() == WalScanner.Condition.GAP
                ? "log frames damaged before a whole one: file=" + name + ", offset=" + at.offset() + ", length="
                        + at.lengthBytes()
                : "log frame checksum mismatch: file=" + name + ", offset=" + at.offset() + ", type=" + at.type()
                        + ", sequences=" + at.firstSequence() + ".." + (at.firstSequence() + at.count() - 1);
    }

    private void unknownFiles(StoreState state) throws IOException {
        Set<String> known = new HashSet<>(Set.of(FileName.LOCK, FileName.OWNER, FileName.CURRENT));
        state.version().tables().forEach(table -> known.add(FileName.table(table.number())));
        state.wals().forEach(wal -> known.add(FileName.wal(wal.number())));
        for (String name : vfs.list(directory)) {
            if (!known.contains(name) && FileName.manifestNumber(name).isEmpty()) {
                note("file is not part of the store's state: " + name);
            }
        }
    }

    private void count(String name) throws IOException {
        filesChecked++;
        bytesChecked += vfs.size(directory.resolve(name));
    }

    private static CorruptionException missing(String name, NoSuchFileException cause) {
        return new CorruptionException("file missing", name, CorruptionException.WHOLE_FILE, "", cause);
    }
}
