package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Path DIRECTORY = Path.of("/store");

    private VersionSet versions;
    private Catalog catalog;

    @BeforeEach
    void open() throws Exception {
        MemoryVfs vfs = new MemoryVfs();
        vfs.createDirectories(DIRECTORY);
        versions = VersionSet.create(vfs, DIRECTORY, new UUID(1, 2));
        catalog = new Catalog(versions, new Poison(DIRECTORY), () -> {});
    }

    @AfterEach
    void close() throws Exception {
        versions.close();
    }

    @Test
    void segmentIsCoveredOnceItsLastSequenceIs() throws Exception {
        closed(10, 224);
        closed(12, 291);
        assertEquals(List.of(), catalog.coveredBy(223));
        assertEquals(List.of(10L), catalog.coveredBy(290));
        assertEquals(List.of(10L, 12L), catalog.coveredBy(291));
    }

    @Test
    void segmentWithoutRecordedEndIsCoveredWithTheNext() throws Exception {
        catalog.register(new WalSegment(10, 1, 65536));
        closed(12, 291);
        assertEquals(List.of(), catalog.coveredBy(290));
        assertEquals(List.of(10L, 12L), catalog.coveredBy(291));
    }

    @Test
    void emptySegmentOfALaterLifeDoesNotCoverTheOnesBefore() throws Exception {
        closed(10, 224);
        closed(12, 291);
        closed(14, 0);
        assertEquals(List.of(10L), catalog.coveredBy(281));
        assertEquals(List.of(10L, 12L, 14L), catalog.coveredBy(291));
    }

    private void closed(long number, long lastSequence) throws IOException {
        catalog.register(new WalSegment(number, number, 65536));
        catalog.closed(new ClosedSegment(number, 8192, lastSequence, 0));
    }
}
