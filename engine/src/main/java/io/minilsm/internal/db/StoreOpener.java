package io.minilsm.internal.db;

import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.WalWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Opens a store: takes the lock, finds out what the directory holds, recovers, wires the parts, and lets go of
 * everything again if a step fails. For one opening, by one thread.
 */
final class StoreOpener {
    private final Environment environment;
    private final Options options;
    private final boolean inCopy;
    private final Vfs vfs;

    /** What was opened so far, last first, to be closed if a later step fails. */
    private final Deque<Closeable> opened = new ArrayDeque<>();

    StoreOpener(Environment environment, Options options) {
        this(environment, options, false);
    }

    /** As the other; {@code inCopy} for who fills a directory in which {@link CopyMarker} stands. */
    StoreOpener(Environment environment, Options options, boolean inCopy) {
        this.environment = environment;
        this.options = options;
        this.inCopy = inCopy;
        this.vfs = environment.vfs();
    }

    /** Opens for reading and writing, making the store if there is none and the options allow. */
    LsmStore open(Path path) throws IOException {
        requireDirectoryOrNothing(path);
        if (!vfs.exists(path)) {
            if (!options.createIfMissing()) {
                throw new NotAStoreException("no store here, and createIfMissing is false: directory=" + path);
            }
            vfs.createDirectories(path);
        }
        Path directory = vfs.realPath(path);
        boolean done = false;
        try {
            if (!inCopy) {
                CopyMarker.requireNone(vfs, directory);
            }
            new StoreDirectory(vfs, directory).requireNoForeignFiles();
            if (!options.createIfMissing()) {
                new StoreDirectory(vfs, directory).requireAnything();
            }
            StoreLock lock = keep(StoreLock.take(vfs, directory, false));
            LsmStore store = openLocked(directory, lock);
            done = true;
            return store;
        } finally {
            if (!done) {
                letGo();
            }
        }
    }

    /** Opens for reading only; writes nothing. */
    LsmStore openReadOnly(Path path) throws IOException {
        requireDirectoryOrNothing(path);
        if (!vfs.exists(path)) {
            throw new NotAStoreException("no store here: directory=" + path);
        }
        Path directory = vfs.realPath(path);
        boolean done = false;
        try {
            new StoreDirectory(vfs, directory, inCopy).requireStore();
            StoreLock lock = keep(StoreLock.take(vfs, directory, true));
            StoreState state = VersionSet.readState(vfs, directory);
            LogRecovery recovered = LogRecovery.run(environment, directory, options, state);
            recovered.requireReserved(state.reservation().sequence());
            ReadSide readSide = keep(new ReadSide(
                    environment,
                    directory,
                    options,
                    new ObsoleteFiles(vfs, directory, new Poison(directory), lock::requireHeld),
                    () -> state,
                    recovered.active(),
                    recovered.frozen(),
                    recovered.lastSequence(),
                    true));
            done = true;
            return new LsmStore(directory, options, lock, readSide, null, new KeySpaces(state, null));
        } finally {
            if (!done) {
                letGo();
            }
        }
    }

    private LsmStore openLocked(Path directory, StoreLock lock) throws IOException {
        VersionSet versions =
                keep(new StoreDirectory(vfs, directory, inCopy).findOrCreate(options, environment.random()));
        LogRecovery recovered = LogRecovery.run(environment, directory, options, versions.state());
        recovered.requireReserved(versions.firstSequenceAfterOpen() - 1);
        Poison poison = new Poison(directory);
        ObsoleteFiles obsoleteFiles = new ObsoleteFiles(vfs, directory, poison, lock::requireHeld);
        ReadSide readSide = keep(new ReadSide(
                environment,
                directory,
                options,
                obsoleteFiles,
                versions::state,
                recovered.active(),
                recovered.frozen(),
                recovered.lastSequence(),
                false));
        // What refuses a store comes before the first write: a damaged one stays as it is.
        versions.begin();
        Owner owner = new Owner(
                ProcessHandle.current().pid(),
                environment.currentMillis().getAsLong(),
                environment.bootId(),
                lock.fileKey(),
                vfs.fileKey(directory));
        // Should this opening be killed, the next one must judge the same log, so as of the same boot.
        Owner recovering = owner.ofBoot(Owner.read(vfs, directory));
        recovering.write(vfs, directory);
        Catalog catalog = new Catalog(versions, poison, lock::requireHeld);
        ExecutorService walWorker = hasLog() ? environment.workers().apply("minilsm-wal") : null;
        WalWriter wal = hasLog() ? keep(newWal(directory, versions, catalog, walWorker, poison)) : null;
        if (wal != null) {
            recovered.continueIn(wal, catalog);
        }
        WriteSide writeSide = new WriteSide(
                environment, directory, options, poison, versions, catalog, wal, walWorker, readSide);
        boolean started = false;
        try {
            obsoleteFiles.sweep(versions.state(), versions.manifestNumber(), versions.reservedFileNumberAtOpen());
            start(writeSide, catalog, recovered, obsoleteFiles);
            if (!owner.equals(recovering)) {
                owner.write(vfs, directory);
            }
            started = true;
        } finally {
            if (!started) {
                writeSide.maintenance.stop();
            }
        }
        return new LsmStore(directory, options, lock, readSide, writeSide, new KeySpaces(versions.state(), catalog));
    }

    private static void start(
            WriteSide writeSide, Catalog catalog, LogRecovery recovered, ObsoleteFiles obsoleteFiles)
            throws IOException {
        if (writeSide.wal == null) {
            // Nothing will be appended to the old log any more: what it holds goes to tables, and it goes.
            List<Long> old = catalog.segments();
            if (!recovered.isEmpty()) {
                writeSide.maintenance.flush();
            }
            catalog.dropAll();
            obsoleteFiles.removeWals(old);
        } else if (recovered.wantsFlush()) {
            writeSide.commits.rotate();
        }
        writeSide.maintenance.requestFlush();
        writeSide.maintenance.requestCompaction();
    }

    private WalWriter newWal(
            Path directory, VersionSet versions, Catalog catalog, ExecutorService worker, Poison poison) {
        long largest = options.walSegmentBytes();
        return new WalWriter(
                vfs,
                directory,
                versions.state().storeId(),
                catalog,
                worker,
                environment.random(),
                Math.min(LogRecovery.FIRST_SEGMENT_BYTES, largest),
                largest,
                poison::set);
    }

    private boolean hasLog() {
        return options.enableWal() && !environment.ephemeral();
    }

    private void requireDirectoryOrNothing(Path path) throws IOException {
        if (vfs.exists(path) && !vfs.isDirectory(path)) {
            throw new NotAStoreException("not a directory: path=" + path);
        }
    }

    private <T extends Closeable> T keep(T part) {
        opened.push(part);
        return part;
    }

    /** The first failure is on its way to the caller already; one of the closing adds nothing to it. */
    private void letGo() {
        for (Closeable part : opened) {
            try {
                part.close();
            } catch (IOException e) {
                System.getLogger("io.minilsm")
                        .log(System.Logger.Level.WARNING, "closing after a failed open failed too", e);
            }
        }
    }
}
