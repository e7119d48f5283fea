package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.db.CopyMarker;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.db.StoreLock;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what can be proven right of a damaged store into a new one, and reports what cannot. Writes nothing into the
 * damaged directory. For one thread.
 *
 * <p>A value is proven if its checksums hold and no lost piece may have held a newer version of its key. One that may
 * have been overwritten or removed by what is lost is doubtful: it is left out, and reported, unless the caller wants
 * such values as they were found. Without a whole manifest nothing is proven, since only it says which files count.
 */
public final class Salvage {
    private static final int BATCH_BYTES = 1 << 20;

    private final Survivors survivors;
    private final boolean keepDoubtful;
    private final Map<Integer, KeySpace> spaces = new HashMap<>();
    private final List<SalvageReport.DoubtfulKey> listed = new ArrayList<>();
    private final WriteBatch batch = new WriteBatch();
    private long written;
    private long doubtful;
    private long nameless;

    private Salvage(Survivors survivors, boolean keepDoubtful) {
        this.survivors = survivors;
        this.keepDoubtful = keepDoubtful;
    }

    /** Salvages, leaving out what is doubtful: see {@link #run(Path, Path, boolean)}. */
    public static SalvageReport run(Path from, Path to) throws IOException {
        return run(from, to, false);
    }

    /**
     * Salvages the store in {@code from} into a new one in {@code to}, which becomes a store only when all is written
     * and verified: after a crash before that, it is refused as half a copy.
     *
     * @param to does not exist, or is an empty directory, and does not lie in {@code from}
     * @param keepDoubtful whether values that may have been overwritten or removed are written too
     * @throws NotAStoreException if there is no store in {@code from}
     * @throws CorruptionException if superblock or manifest do not hold: nothing can be proven then, nothing was made
     * @throws io.minilsm.api.StoreLockedException if the store is open
     * @throws DirectoryNotEmptyException if there is something in {@code to}
     */
    public static SalvageReport run(Path from, Path to, boolean keepDoubtful) throws IOException {
        return run(Environment.system(), from, to, keepDoubtful);
    }

    /** As {@link #run(Path, Path, boolean)}, in the given world. */
    static SalvageReport run(Environment environment, Path from, Path to, boolean keepDoubtful) throws IOException {
        Vfs vfs = environment.vfs();
        if (!vfs.isDirectory(from)) {
            throw new NotAStoreException("no store here: directory=" + from);
        }
        Path directory = vfs.realPath(from);
        if (vfs.list(directory).stream().noneMatch(FileName::isKnown)) {
            throw new NotAStoreException("no store here: directory=" + directory);
        }
        CopyMarker.requireNone(vfs, directory);
        requireOutside(vfs, directory, to);
        CopyMarker.requireFree(vfs, to);
        // Taking the lock would make its file; where there is none, nobody has the store open.
        boolean hasLock = vfs.exists(directory.resolve(FileName.LOCK));
        try (Closeable lock = hasLock ? StoreLock.take(vfs, directory, true) : () -> {}) {
            StoreState state = VersionSet.readState(vfs, directory);
            return copy(environment, directory, to, state, keepDoubtful);
        }
    }

    private static void requireOutside(Vfs vfs, Path from, Path to) throws IOException {
        Path target = to.toAbsolutePath().normalize();
        Path existing = target;
        while (!vfs.exists(existing)) {
            existing = existing.getParent();
        }
        if (vfs.realPath(existing).resolve(existing.relativize(target)).startsWith(from)) {
            throw new IllegalArgumentException(
                    "target lies in the damaged store: target=" + target + ", damaged=" + from);
        }
    }

    private static SalvageReport copy(
            Environment environment, Path from, Path to, StoreState state, boolean keepDoubtful) throws IOException {
        Vfs vfs = environment.vfs();
        boolean isNew = !vfs.exists(to);
        Path target = CopyMarker.begin(vfs, to);
        boolean done = false;
        try {
            SalvageReport report = write(environment, from, target, state, keepDoubtful);
            CopyMarker.finish(vfs, target);
            done = true;
            return report;
        } finally {
            if (!done) {
                CopyMarker.remove(vfs, target);
                if (isNew && vfs.list(target).isEmpty()) {
                    vfs.deleteDirectory(target);
                }
            }
        }
    }

    /** The new store is opened first: it takes no directory in which the log's entries lie. */
    private static SalvageReport write(
            Environment environment, Path from, Path target, StoreState state, boolean keepDoubtful)
            throws IOException {
        Salvage salvage;
        try (Store store = LsmStore.openInCopy(environment, target, Options.defaults());
                Survivors survivors = Survivors.open(environment.vfs(), from, state, target)) {
            salvage = new Salvage(survivors, keepDoubtful);
            salvage.fill(store, state);
        }
        VerifyReport check = Verify.runInCopy(environment, target);
        if (!check.isClean()) {
            throw new IOException("new store does not verify: directory=" + target + ", first damage="
                    + check.damages().get(0).what());
        }
        return salvage.report(from, target, state);
    }

    private void fill(Store store, StoreState state) throws IOException {
        spaces.put(ScopedKey.PLAIN_SPACE, store);
        for (Map.Entry<String, Integer> space : state.keySpaces().entrySet()) {
            spaces.put(space.getValue(), store.keySpace(space.getKey()));
        }
        writeEntries(store);
        store.flush();
    }

    private SalvageReport report(Path from, Path target, StoreState state) {
        List<String> notes = new ArrayList<>(survivors.notes());
        if (nameless > 0) {
            notes.add("keys of key spaces that the manifest does not name were left out: count=" + nameless);
        }
        return new SalvageReport(
                from,
                target,
                survivors.losses().listed(),
                survivors.losses().files(),
                survivors.losses().harmless(),
                survivors.losses().harmlessPlaces(),
                notes,
                List.copyOf(state.keySpaces().keySet()),
                written,
                doubtful,
                keepDoubtful,
                listed);
    }

    /** The first entry of each key is its newest that survived. */
    private void writeEntries(Store store) throws IOException {
        byte[] keyBefore = null;
        InternalIterator entries = survivors.entries();
        for (entries.seekToFirst(); entries.isValid(); entries.next()) {
            int end = entries.keyOffset() + entries.keyLength();
            boolean isOlder = keyBefore != null
                    && Arrays.equals(
                            keyBefore, 0, keyBefore.length, entries.keyArray(), entries.keyOffset(), end);
            if (!isOlder) {
                keyBefore = Arrays.copyOfRange(entries.keyArray(), entries.keyOffset(), end);
                if (Tag.kind(entries.tag()) == EntryKind.PUT) {
                    add(store, keyBefore, entries);
                }
            }
        }
        store.write(batch, Durability.OS);
    }

    private void add(Store store, byte[] scoped, InternalIterator entry) throws IOException {
        long sequence = Tag.sequence(entry.tag());
        if (survivors.mayBeOutdated(scoped, sequence)) {
            doubtful++;
            if (listed.size() < SalvageReport.MAX_LISTED) {
                listed.add(new SalvageReport.DoubtfulKey(survivors.describe(scoped), sequence));
            }
            if (!keepDoubtful) {
                return;
            }
        }
        KeySpace space = spaces.get(survivors.spaceId(scoped));
        if (space == null) {
            nameless++;
            return;
        }
        int valueEnd = entry.valueOffset() + entry.valueLength();
        batch.put(
                space,
                ScopedKey.userKey(scoped, 0, scoped.length),
                Arrays.copyOfRange(entry.valueArray(), entry.valueOffset(), valueEnd));
        written++;
        if (batch.encodedLength() >= BATCH_BYTES) {
            store.write(batch, Durability.OS);
            batch.clear();
        }
    }
}
