package io.minilsm.internal.version;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.record.FrameWriter;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The store's state, and its manifest and superblock open for writing. Thread-safe: one edit at a time, under a lock
 * that is held while the edit is forced; everything else is read without it. Owns both files.
 *
 * <p>The first failed write or force of either file ends it for good: nothing is written or forced any more, and
 * whether the edit of that moment counts is known only when the store is opened again. Its files must be kept until
 * then. A device without space for the manifest's next record is no such failure: that edit is refused, and later ones
 * may succeed.
 */
public final class VersionSet implements Closeable {
    /** Sequences reserved at a time: three forces in 16 million writes, and 2^31 openings use up all sequences. */
    static final long SEQUENCE_SPAN = 1L << 24;

    /** File numbers reserved at a time: few forces, and names stay short over many openings. */
    static final long FILE_NUMBER_SPAN = 1024;

    private static final System.Logger LOG = System.getLogger(VersionSet.class.getName());

    // Constant after construction.
    private final Vfs vfs;
    private final Path dir;
    private final RollPolicy rollPolicy;
    private final long firstSequenceAfterOpen;
    private final long reservedFileNumberAtOpen;
    private final AtomicLong nextFileNumber;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private StateReader.Content found; // Null once something is to be written.
    private Superblock superblock; // Null before.
    private FrameWriter manifest;
    private long manifestNumber;
    private long snapshotBytes;

    // Written under lock, read by any.
    private volatile StoreState state;
    private volatile IOException failure;
    private volatile boolean closed;

    private VersionSet(
            Vfs vfs, Path dir, Superblock superblock, RollPolicy rollPolicy, StoreState state, Reservation before) {
        this.vfs = vfs;
        this.dir = dir;
        this.superblock = superblock;
        this.rollPolicy = rollPolicy;
        this.state = state;
        firstSequenceAfterOpen = before.sequence() + 1;
        reservedFileNumberAtOpen = before.fileNumber();
        nextFileNumber = new AtomicLong(state.nextFileNumber());
    }

    /**
     * Makes manifest and superblock of a new store in a directory without them; durable, with their names, when it
     * returns.
     */
    public static VersionSet create(Vfs vfs, Path dir, UUID storeId) throws IOException {
        return create(vfs, dir, storeId, RollPolicy.DEFAULT);
    }

    static VersionSet create(Vfs vfs, Path dir, UUID storeId, RollPolicy rollPolicy) throws IOException {
        StoreState state = StoreState.empty(storeId, new Reservation(SEQUENCE_SPAN, 1 + FILE_NUMBER_SPAN));
        Superblock superblock = Superblock.create(vfs, dir, storeId);
        return started(new VersionSet(vfs, dir, superblock, rollPolicy, state, new Reservation(0, 1)));
    }

    /**
     * Makes manifest and superblock of a copy of a store in a directory without them; durable when it returns. The copy
     * has the tables of the version and no log, and keeps the store's id.
     *
     * @param version tables that are in the directory, and hold every write up to the sequence
     * @param of the store's state, of the version or later
     */
    public static void createCopy(Vfs vfs, Path dir, StoreState of, Version version, long sequence)
            throws IOException {
        Reservation before = new Reservation(sequence, of.nextFileNumber());
        Reservation leap = new Reservation(reserveBehind(sequence), before.fileNumber() + FILE_NUMBER_SPAN);
        StoreState state = new StoreState(
                of.storeId(),
                of.comparator(),
                version,
                List.of(),
                sequence,
                sequence,
                of.keySpaces(),
                of.nextSpaceId(),
                before.fileNumber(),
                Retention.NONE,
                leap);
        Superblock superblock = Superblock.create(vfs, dir, of.storeId());
        started(new VersionSet(vfs, dir, superblock, RollPolicy.DEFAULT, state, before)).close();
    }

    /**
     * Opens a store's manifest and superblock, leaps past what was reserved and begins a new manifest.
     *
     * @throws io.minilsm.api.CorruptionException if one of them is missing, damaged, or an older copy
     * @throws io.minilsm.api.FormatVersionException if one of them is of another format
     */
    public static VersionSet recover(Vfs vfs, Path dir) throws IOException {
        return recover(vfs, dir, RollPolicy.DEFAULT);
    }

    static VersionSet recover(Vfs vfs, Path dir, RollPolicy rollPolicy) throws IOException {
        VersionSet versions = find(vfs, dir, rollPolicy);
        try {
            versions.begin();
            return versions;
        } catch (Throwable e) {
            Superblock.closeAfter(e, versions);
            throw e;
        }
    }

    /**
     * Reads a store's manifest and superblock and writes nothing, so that what the state names can be judged first:
     * nothing but {@link #state} and {@link #firstSequenceAfterOpen} is to be asked for before {@link #begin}. Fails as
     * {@link #recover} does.
     */
    public static VersionSet find(Vfs vfs, Path dir) throws IOException {
        return find(vfs, dir, RollPolicy.DEFAULT);
    }

    private static VersionSet find(Vfs vfs, Path dir, RollPolicy rollPolicy) throws IOException {
        StateReader.Content content = StateReader.read(vfs, dir);
        VersionSet versions = new VersionSet(vfs, dir, null, rollPolicy, content.state(), content.reservation());
        versions.found = content;
        return versions;
    }

    /**
     * Leaps past what was reserved and begins a new manifest: the first writes of an opening. Does nothing if that was
     * done.
     */
    public void begin() throws IOException {
        lock.lock();
        try {
            if (found == null) {
                return;
            }
            Reservation before = found.reservation();
            long next = FileNumbers.nextFree(vfs, dir, before.fileNumber());
            Reservation leap = new Reservation(reserveBehind(before.sequence()), next + FILE_NUMBER_SPAN);
            superblock = Superblock.open(vfs, dir, found.superblock());
            // The new manifest's number is reserved before the file is there: a crash leaves nothing unexplained.
            SuperblockSlot slot = found.superblock().newest();
            superblock.write(slot.manifestNumber(), slot.durableLength(), slot.chain(), leap);
            state = state.leapTo(next, leap);
            nextFileNumber.set(state.nextFileNumber());
            found = null;
            start();
        } finally {
            lock.unlock();
        }
    }

    /** Reads the state of a store that is not open for writing. Writes nothing; fails as {@link #recover} does. */
    public static StoreState readState(Vfs vfs, Path dir) throws IOException {
        return StateReader.read(vfs, dir).state();
    }

    private static VersionSet started(VersionSet versions) throws IOException {
        versions.lock.lock();
        try {
            versions.start();
            return versions;
        } catch (Throwable e) {
            Superblock.closeAfter(e, versions);
            throw e;
        } finally {
            versions.lock.unlock();
        }
    }

    /** Called with the lock held. */
    private void start() throws IOException {
        roll(newFileNumber(), state);
        deleteDeadManifests();
    }

    /** Returns the state after the last edit. */
    public StoreState state() {
        return state;
    }

    /**
     * Makes the edit durable, then visible.
     *
     * @return the state after it
     * @throws IllegalArgumentException if it does not fit the state; nothing was written
     * @throws DiskFullException if there is no space for it; nothing of it counts, and it may be tried again
     * @throws IOException if it could not be made durable, now or in an earlier call: the outcome is unknown until the
     *     store is opened again, so no file that it adds or removes may be deleted
     */
    public StoreState apply(VersionEdit edit) throws IOException {
        if (edit.type().isInternal() || edit.reservation() != null) {
            throw new IllegalArgumentException("edit is the version set's own: type=" + edit.type());
        }
        lock.lock();
        try {
            requireUsable();
            StoreState next = StateTransition.apply(state, edit);
            byte[] payload = encode(edit);
            if (rollPolicy.isDue(manifest.endOffset() + payload.length, snapshotBytes)) {
                long number = newFileNumber();
                roll(number, StateTransition.apply(state, edit));
            } else {
                append(payload, next);
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a number that no file of the store had or will have; may force the superblock first. */
    public long newFileNumber() throws IOException {
        while (true) {
            requireUsable();
            long number = nextFileNumber.get();
            if (number >= state.reservation().fileNumber()) {
                reserveFileNumbers();
            } else if (nextFileNumber.compareAndSet(number, number + 1)) {
                return number;
            }
        }
    }

    /**
     * Sees to it that the sequence may be used: no later opening gives it out again. Costs a volatile read unless the
     * reservation ends before it, then three forces.
     */
    public void ensureReservedSequence(long sequence) throws IOException {
        if (sequence <= state.reservation().sequence()) {
            return;
        }
        lock.lock();
        try {
            Reservation reserved = state.reservation();
            if (sequence > reserved.sequence()) {
                reserve(new Reservation(reserveBehind(sequence), reserved.fileNumber()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the first sequence for a new write: behind all that may have been used before this opening. */
    public long firstSequenceAfterOpen() {
        return firstSequenceAfterOpen;
    }

    /**
     * Returns the bound of the file numbers that were used before this opening: a file below it that the state does not
     * name is dead; one from it on was not made by this store's earlier openings.
     */
    public long reservedFileNumberAtOpen() {
        return reservedFileNumberAtOpen;
    }

    /** Returns the number of the manifest that is being written. */
    public long manifestNumber() {
        lock.lock();
        try {
            return manifestNumber;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the files; everything was forced when it was written. Closing again does nothing. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try (Closeable first = superblock;
                Closeable second = manifest) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private static long reserveBehind(long sequence) throws IOException {
        if (sequence >= Tag.MAX_SEQUENCE) {
            throw new IOException("sequences used up: actual=" + sequence + ", expected<" + Tag.MAX_SEQUENCE);
        }
        return Math.min(Tag.MAX_SEQUENCE, sequence + SEQUENCE_SPAN);
    }

    private void reserveFileNumbers() throws IOException {
        lock.lock();
        try {
            Reservation reserved = state.reservation();
            if (nextFileNumber.get() >= reserved.fileNumber()) {
                reserve(new Reservation(reserved.sequence(), nextFileNumber.get() + FILE_NUMBER_SPAN));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called with the lock held. Never rolls: rolling needs a reserved number. */
    private void reserve(Reservation reservation) throws IOException {
        requireUsable();
        VersionEdit edit =
                VersionEdit.builder(EditType.RESERVE).reservation(reservation).build();
        append(encode(edit), StateTransition.apply(state, edit));
    }

    /** Called with the lock held. */
    private void append(byte[] payload, StoreState next) throws IOException {
        try {
            manifest.append(payload);
        } catch (DiskFullException e) {
            throw e; // The record is not whole in the file, and the next one is written over what there is of it.
        } catch (Throwable e) {
            throw poison(e);
        }
        try {
            manifest.force();
            superblock.write(manifestNumber, manifest.endOffset(), manifest.chain(), next.reservation());
        } catch (Throwable e) {
            throw poison(e);
        }
        state = next;
    }

    /** Makes a new manifest that begins with that state, and the superblock name it. Called with the lock held. */
    private void roll(long number, StoreState after) throws IOException {
        StoreState next = after.leapTo(number + 1, after.reservation());
        FrameWriter before = manifest;
        long numberBefore = manifestNumber;
        try {
            manifest = writeManifest(number, next);
        } catch (DiskFullException e) {
            throw e; // The superblock names the manifest before, which is whole.
        } catch (Throwable e) {
            throw poison(e);
        }
        try {
            vfs.syncDirectory(dir);
            superblock.write(number, manifest.endOffset(), manifest.chain(), next.reservation());
        } catch (Throwable e) {
            IOException poison = poison(e);
            if (before != null && before != manifest) {
                Superblock.closeAfter(poison, before);
            }
            throw poison;
        }
        manifestNumber = number;
        snapshotBytes = manifest.endOffset();
        state = next;
        if (before != null) {
            retire(before, numberBefore);
        }
    }

    private FrameWriter writeManifest(long number, StoreState first) throws IOException {
        byte[] header = new FileHeader(FileKind.MANIFEST, number, first.storeId(), 0).encode();
        VfsFile file = vfs.create(dir.resolve(FileName.manifest(number)));
        try {
            FrameWriter writer = new FrameWriter(file, header);
            for (VersionEdit edit : first.toSnapshot()) {
                writer.append(encode(edit));
            }
            writer.force();
            return writer;
        } catch (DiskFullException e) {
            Superblock.closeAfter(e, file);
            deleteDead(FileName.manifest(number));
            throw e;
        } catch (Throwable e) {
            Superblock.closeAfter(e, file);
            throw e;
        }
    }

    private void retire(FrameWriter before, long number) {
        try {
            before.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "old manifest not closed: file=" + FileName.manifest(number), e);
        }
        deleteDead(FileName.manifest(number));
    }

    /**
     * A manifest that the superblock does not name, of a number that was used before, can never be needed again. One
     * that does not say that it is this store's is left alone.
     */
    private void deleteDeadManifests() throws IOException {
        for (String name : vfs.list(dir)) {
            OptionalLong number = FileName.manifestNumber(name);
            if (number.isPresent() && number.getAsLong() < reservedFileNumberAtOpen
                    && number.getAsLong() != manifestNumber
                    && FileNumbers.maybeOurs(vfs, dir, name, state.storeId())) {
                deleteDead(name);
            }
        }
    }

    private void deleteDead(String name) {
        try {
            vfs.delete(dir.resolve(name));
        } catch (IOException e) {
            // It only takes space, and the next opening tries again.
            LOG.log(System.Logger.Level.WARNING, "old manifest not deleted: file=" + name, e);
        }
    }

    private IOException poison(Throwable cause) {
        IOException poison = new IOException(
                "manifest or superblock not written, outcome unknown until the store is opened again: directory=" + dir
                        + ", manifest=" + FileName.manifest(manifestNumber) + ", cause=" + cause.getMessage(),
                cause);
        failure = poison;
        return poison;
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new StoreClosedException("manifest is closed: directory=" + dir);
        }
        IOException earlier = failure;
        if (earlier != null) {
            throw new IOException("manifest not writable since an earlier failure: directory=" + dir, earlier);
        }
    }

    private static byte[] encode(VersionEdit edit) {
        byte[] payload = EditCodec.encode(edit);
        if (payload.length > Frame.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("edit too long: type=" + edit.type() + ", actual=" + payload.length
                    + " bytes, expected<=" + Frame.MAX_PAYLOAD_BYTES);
        }
        return payload;
    }
}
