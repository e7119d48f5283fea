package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.Durability;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.TraceVfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each operation on the file system fails, once or from there on. Whatever it is, the caller learns of it or is not
 * concerned, nobody waits for ever, and a healthy file system gives back all that was acknowledged.
 */
@Timeout(60)
class StoreFaultTest {
    /** Operations after whose failure nobody knows what is on the disk. */
    private static final Set<Kind> POISONING = EnumSet.of(Kind.WRITE, Kind.FORCE);

    /** What the engine logs of failures is what these tests make happen thousands of times. */
    private static final Logger ENGINE_LOG = Logger.getLogger("io.minilsm");

    private final MemoryVfs disk = new MemoryVfs();
    private final TraceVfs trace = new TraceVfs(disk);
    private final FaultVfs vfs = new FaultVfs(trace);

    @BeforeAll
    static void silence() {
        ENGINE_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void restore() {
        ENGINE_LOG.setLevel(null);
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, true", "WRITE, false", "FORCE, true", "FORCE, false", "READ, true", "READ, false", "CREATE, true",
        "CREATE, false", "OPEN, true", "OPEN, false", "DELETE, true", "DELETE, false", "RENAME, true", "LIST, true",
        "SYNC_DIRECTORY, true", "SYNC_DIRECTORY, false", "CREATE_DIRECTORIES, true"
    })
    void eachOperationThatFailsLosesNothing(Kind kind, boolean wal) throws IOException {
        // A read that fails is tried again by whoever wants to know; a device that fails stays that way.
        for (boolean forever : kind == Kind.READ ? new boolean[] {false} : new boolean[] {false, true}) {
            int nth = 1;
            while (new StoreFaultTest().fails(kind, nth, forever, wal)) {
                nth++;
            }
            assertTrue(nth > 1, "no operation of kind " + kind);
        }
    }

    /** Returns whether there was an operation to fail. */
    private boolean fails(Kind kind, int nth, boolean forever, boolean wal) throws IOException {
        String run = kind + " nth=" + nth + ", forever=" + forever + ", wal=" + wal;
        AtomicReference<FileOperation> failed = new AtomicReference<>();
        // What the store that met the failure did from there to its closing; null before that.
        AtomicReference<List<FileOperation>> since = new AtomicReference<>();
        FaultHistory history = new FaultHistory(vfs, wal, () -> {
            if (failed.get() != null) {
                since.compareAndSet(null, trace.operations());
            }
        });
        vfs.onFault(operation -> {
            synchronized (failed) { // Another thread's operation may fail too, and is not to be told before this ends.
                if (failed.compareAndSet(null, operation)) {
                    trace.clear();
                }
            }
        });
        Fault fault = Fault.on(kind).nth(nth).afterWriting(100);
        vfs.inject(forever ? fault.forever() : fault);
        try {
            IOException failure = runToFailure(history);
            boolean poisoned = false;
            if (history.isOpen()) {
                vfs.heal();
                // A failure in the background may have harmed nothing, and the store was closed and opened since.
                boolean ofThisLife = failed.get() != null && since.get() == null;
                poisoned = checkOpenStore(history, failure, ofThisLife ? failed.get() : null);
            }
            closeQuietly(history, !poisoned);
            if (POISONING.contains(kind) && since.get() != null) {
                requireLeftAlone(failed.get().path(), since.get());
            }
            history.requireRecovered(disk);
            return failed.get() != null;
        } catch (AssertionError | Exception e) {
            throw new AssertionError(run + ", failed=" + failed.get(), e);
        }
    }

    private static IOException runToFailure(FaultHistory history) {
        try {
            history.run();
            return null;
        } catch (CorruptionException e) {
            throw new AssertionError("a failed operation was taken for damage", e);
        } catch (IOException e) {
            assertNotNull(e.getMessage());
            return e;
        }
    }

    /** Checks a store that is open after the failure, on a file system that works again; returns if it is poisoned. */
    private boolean checkOpenStore(FaultHistory history, IOException failure, FileOperation failed) throws IOException {
        history.requireVisible();
        boolean mustBePoisoned = failed != null && POISONING.contains(failed.kind()) && !isOwner(failed);
        if (failed != null && failed.kind() == Kind.READ || failure == null && !mustBePoisoned) {
            history.run(); // Goes on where it failed.
            assertTrue(history.isComplete());
            return false;
        }
        try {
            history.store().put(FaultHistory.bytes("more"), new byte[0], Durability.SYNC);
        } catch (StorePoisonedException e) {
            assertTrue(rootOf(e).getMessage().contains("Input/output error"), () -> "cause of " + e);
            int before = trace.operations().size();
            assertThrows(StorePoisonedException.class, () -> history.store().flush());
            history.requireVisible();
            closeQuietly(history, false);
            List<FileOperation> since = trace.operations().subList(before, trace.operations().size());
            assertEquals(
                    List.of(), since.stream().filter(StoreFaultTest::isFrame).toList(), "written after poison");
            return true;
        }
        assertFalse(mustBePoisoned, "goes on writing after a failed write");
        history.store().delete(FaultHistory.bytes("more"), Durability.SYNC);
        return false;
    }

    /** A mark or a trailer would be one; the zeros of a segment that was being made are written from its start. */
    private static boolean isFrame(FileOperation operation) {
        return operation.kind() == Kind.WRITE
                && operation.path().toString().endsWith(".wal")
                && operation.offset() > 0;
    }

    /** Which process had the store is not what a store promises: this file is written once, at the opening. */
    private static boolean isOwner(FileOperation operation) {
        return operation.path().getFileName().toString().startsWith("OWNER");
    }

    private static void closeQuietly(FaultHistory history, boolean takesWrites) {
        try {
            history.close(takesWrites);
        } catch (IOException e) {
            assertNotNull(e.getMessage()); // That closing fails is told, and is no reason to lose anything.
        }
    }

    /** A file whose write or force failed is neither written nor forced again by this store. */
    private static void requireLeftAlone(Path path, List<FileOperation> since) {
        for (FileOperation operation : since) {
            boolean again = POISONING.contains(operation.kind()) && operation.path().equals(path);
            assertFalse(again && !isOwner(operation), () -> "touched again: " + operation);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fullDiskIsToldAndForgottenOnceThereIsSpace(boolean wal) throws IOException {
        int nth = 1;
        while (new StoreFaultTest().runsFull(nth, wal, true)) {
            nth++;
        }
        assertTrue(nth > 5, "growing operations: " + nth);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeThatWasClosedOnAFullDiskOpensWithAllThatWasAcknowledged(boolean wal) throws IOException {
        int nth = 1;
        while (new StoreFaultTest().runsFull(nth, wal, false)) {
            nth++;
        }
    }

    /** Lets the disk be full from the n-th operation on that needs space; returns whether there was one. */
    private boolean runsFull(int nth, boolean wal, boolean goesOn) throws IOException {
        FaultHistory history = new FaultHistory(vfs, wal, () -> {});
        AtomicInteger seen = new AtomicInteger();
        for (Kind kind : List.of(Kind.WRITE, Kind.CREATE, Kind.CREATE_DIRECTORIES)) {
            vfs.inject(Fault.on(kind)
                    .where(operation -> needsSpace(operation) && seen.incrementAndGet() >= nth)
                    .forever()
                    .with(Failure.NO_SPACE)
                    .afterWriting(20));
        }
        try {
            IOException failure = runToFailure(history);
            if (failure == null && vfs.injectedCount() == 0) {
                closeQuietly(history, true);
                history.requireRecovered(disk);
                return vfs.injectedCount() > 0;
            }
            // A segment that was to be made ahead of need, and could not be: nobody was kept from anything.
            failure = failure == null ? new DiskFullException("none") : failure;
            assertInstanceOf(DiskFullException.class, failure, "failure=" + failure);
            if (history.isOpen()) {
                history.requireVisible();
            }
            if (goesOn) {
                vfs.heal();
                history.run();
                assertTrue(history.isComplete());
            }
            closeQuietly(history, goesOn);
            history.requireRecovered(disk);
            return true;
        } catch (AssertionError | Exception e) {
            throw new AssertionError("nth=" + nth + ", wal=" + wal, e);
        }
    }

    /** Space is needed by new names and by files that grow; a write in place needs none. */
    private boolean needsSpace(FileOperation operation) {
        try {
            return operation.kind() != Kind.WRITE
                    || operation.offset() + operation.length() > disk.size(operation.path());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
