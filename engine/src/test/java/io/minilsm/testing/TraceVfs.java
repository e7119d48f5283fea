package io.minilsm.testing;

import io.minilsm.internal.vfs.Vfs;
import java.util.ArrayList;
import java.util.List;

/**
 * Records, in order, the operations that decide what survives a power cut: create, write, force, rename, delete and the
 * syncs of directories. Thread-safe. Stores through a mapping are not seen.
 */
public final class TraceVfs extends WatchedVfs {
    // Guarded by this.
    private final List<FileOperation> operations = new ArrayList<>();

    /** Makes a recorder over a file system. */
    public TraceVfs(Vfs inner) {
        super(inner);
    }

    @Override
    synchronized void after(FileOperation operation) {
        if (operation.kind().isDurable()) {
            operations.add(operation);
        }
    }

    /** Returns the operations so far. */
    public synchronized List<FileOperation> operations() {
        return List.copyOf(operations);
    }

    /** Returns the operations so far, one line each, such as {@code write 000001.wal@64+130}. */
    public synchronized List<String> lines() {
        return operations.stream().map(FileOperation::toString).toList();
    }

    /**
     * Returns the operations so far without places and lengths, and several writes in a row to one file as one: what a
     * golden file of the order of durable operations holds.
     */
    public synchronized List<String> orderOnly() {
        List<String> lines = new ArrayList<>();
        for (FileOperation operation : operations) {
            String line = operation.kind() == FileOperation.Kind.WRITE
                    ? "write " + operation.path().getFileName()
                    : operation.toString();
            if (operation.kind() != FileOperation.Kind.WRITE
                    || lines.isEmpty()
                    || !lines.get(lines.size() - 1).equals(line)) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Forgets the operations so far. */
    public synchronized void clear() {
        operations.clear();
    }
}
