package io.minilsm.testing;

import io.minilsm.api.DiskFullException;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Fails chosen operations. Thread-safe. Without faults everything passes through.
 *
 * <pre>{@code
 * FaultVfs vfs = new FaultVfs(new MemoryVfs());
 * vfs.inject(Fault.on(Kind.FORCE).nth(3).onFiles(".wal"));
 * }</pre>
 */
public final class FaultVfs extends WatchedVfs {
    // Guarded by this.
    private final List<Fault> faults = new ArrayList<>();
    private long injected;

    private volatile Consumer<FileOperation> listener = operation -> {};

    /** Makes a file system without faults over another. */
    public FaultVfs(Vfs inner) {
        super(inner);
    }

    /** Adds a fault; its counting of operations begins now. */
    public synchronized void inject(Fault fault) {
        faults.add(fault);
    }

    /** Removes all faults: the disk is well again. */
    public synchronized void heal() {
        faults.clear();
    }

    /** Returns how many operations have failed. */
    public synchronized long injectedCount() {
        return injected;
    }

    /** Has each operation that fails told to a listener; {@link CrashVfs#forceFailed} is made for it. */
    public void onFault(Consumer<FileOperation> listener) {
        this.listener = listener;
    }

    @Override
    void before(FileOperation operation) throws IOException {
        Fault fault = faultOf(operation);
        if (fault != null) {
            listener.accept(operation);
            throw fault.failure.exception(operation);
        }
    }

    @Override
    void beforeWrite(FileOperation operation, VfsFile file, ByteBuffer source) throws IOException {
        Fault fault = faultOf(operation);
        if (fault == null) {
            return;
        }
        int written = Math.min(fault.writtenBytes, source.remaining());
        if (written > 0) {
            file.write(source.slice(source.position(), written), operation.offset());
            source.position(source.position() + written);
        }
        listener.accept(operation);
        throw fault.failure.exception(operation);
    }

    private synchronized Fault faultOf(FileOperation operation) {
        for (Fault fault : faults) {
            if (fault.strikes(operation)) {
                injected++;
                return fault;
            }
        }
        return null;
    }

    /** How an operation fails. */
    public enum Failure {
        /** The device reports an error. */
        IO_ERROR("Input/output error"),

        /** The disk is full. */
        NO_SPACE("No space left on device");

        private final String reason;

        Failure(String reason) {
            this.reason = reason;
        }

        private IOException exception(FileOperation operation) {
            // Name operations fail with a path in real life, transfers with the bare message of the system.
            IOException failure = switch (operation.kind()) {
                case READ, WRITE, FORCE, MAP -> new IOException(reason);
                default -> new FileSystemException(operation.path().toString(), null, reason);
            };
            return this == NO_SPACE ? new DiskFullException(reason, failure) : failure;
        }
    }

    /** Which operations fail, and how. Set up before it is injected; then belongs to its file system. */
    public static final class Fault {
        private final Kind kind;
        private Failure failure = Failure.IO_ERROR;
        private Predicate<FileOperation> filter = operation -> true;
        private long nth = 1;
        private boolean forever;
        private int writtenBytes;

        // Guarded by the file system.
        private long seen;

        private Fault(Kind kind) {
            this.kind = kind;
        }

        /** Makes a fault of the first operation of the kind, once, with an error of the device. */
        public static Fault on(Kind kind) {
            return new Fault(kind);
        }

        /** Lets the n-th operation fail, counted from 1. */
        public Fault nth(long n) {
            nth = n;
            return this;
        }

        /** Lets all operations from the n-th on fail. */
        public Fault forever() {
            forever = true;
            return this;
        }

        /** Says how they fail. */
        public Fault with(Failure how) {
            failure = how;
            return this;
        }

        /** Counts and fails only operations on files whose names end like this. */
        public Fault onFiles(String ending) {
            return where(
                    operation -> operation.path().getFileName().toString().endsWith(ending));
        }

        /** Counts and fails only operations of which that is true; asked under the lock of the file system. */
        public Fault where(Predicate<FileOperation> condition) {
            filter = filter.and(condition);
            return this;
        }

        /** Makes the write that fails a short one: its first bytes arrive. */
        public Fault afterWriting(int bytes) {
            writtenBytes = bytes;
            return this;
        }

        private boolean strikes(FileOperation operation) {
            if (operation.kind() != kind || !filter.test(operation)) {
                return false;
            }
            seen++;
            return forever ? seen >= nth : seen == nth;
        }
    }
}
