package io.minilsm.races;

import io.minilsm.api.Compression;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.vfs.MemoryVfs;
import java.io.IOException;
import java.nio.file.Path;

/** Stores so small that rotations, flushes and compactions never end. Stateless. */
final class RaceStores {
    /** About as long as fills a memtable in a hundred writes. */
    static final int PADDING_BYTES = 700;

    private static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withTableFileBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withCompression(Compression.NONE);

    private RaceStores() {}

    static Store onDisk(Path directory) throws IOException {
        return LsmStore.open(Environment.system(), directory, SMALL);
    }

    /** Forces cost nothing there, so that more happens in the same time. */
    static Store onHeap(Path directory, boolean wal) throws IOException {
        Environment system = Environment.system();
        Environment onHeap = new Environment(
                new MemoryVfs(),
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                system.random(),
                system.bootId(),
                false);
        return LsmStore.open(onHeap, directory, SMALL.withEnableWal(wal));
    }
}
