package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens, no file stays open that the log has opened. */
class WalHandlesTest {
    private final OpenFiles open = new OpenFiles();
    private final FaultVfs disk = new FaultVfs(open.over(new MemoryVfs()));
    private final LogBed bed = new LogBed(disk, Path.of("/store"));

    @AfterEach
    void nothingIsOpen() {
        assertEquals(0, open.count(), "open files");
    }

    @Test
    void replayAndScan() throws IOException {
        write();
        bed.writer.close();
        bed.replay(true);
        bed.recover(true);
        bed.writer.close();
        bed.scan(bed.registered.keySet().iterator().next());
    }

    @Test
    void segmentsThatAreRefused() throws IOException {
        write();
        bed.writer.close();
        long first = bed.registered.keySet().iterator().next();
        byte[] whole = bed.bytes(first);
        for (int damaged : List.of(0, 25, 45, 5000)) { // magic, store, nonce, frame
            byte[] bytes = whole.clone();
            bytes[damaged] ^= 1;
            bed.write(first, bytes);
            assertThrows(CorruptionException.class, () -> bed.replay(true));
        }
        bed.write(first, whole);
        WalSegment use = bed.registered.get(first);
        bed.registered.put(first, new WalSegment(first, use.nonce() + 1, use.sizeBytes()));
        assertThrows(CorruptionException.class, () -> bed.replay(true));
        bed.registered.put(first, new WalSegment(first, use.nonce(), use.sizeBytes() + 1));
        assertThrows(CorruptionException.class, () -> bed.replay(true));
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        write();
        bed.writer.close();
        for (int nth = 1; nth < 20; nth++) {
            disk.inject(Fault.on(Kind.READ).nth(nth));
            try {
                bed.replay(true);
            } catch (IOException e) {
                assertEquals(0, open.count(), "read " + nth);
            }
            disk.heal();
        }
    }

    @Test
    void poisonedWriter() throws IOException {
        write();
        disk.inject(Fault.on(Kind.FORCE));
        bed.put("x");
        assertThrows(StorePoisonedException.class, () -> bed.writer.force());
        bed.writer.close();
    }

    @Test
    void segmentsThatCouldNotBeMade() throws IOException {
        for (Kind kind : List.of(Kind.WRITE, Kind.FORCE, Kind.SYNC_DIRECTORY)) {
            disk.inject(Fault.on(kind));
            assertThrows(IOException.class, bed::open);
            disk.heal();
            bed.writer.close();
        }
    }

    @Test
    void segmentsThatAreReleasedAndUsedAgain() throws IOException {
        bed.maxBytes = bed.firstBytes;
        bed.open();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 10; i++) {
                bed.put("x".repeat(400));
            }
            bed.writer.force();
            bed.flush(bed.sequence);
        }
        bed.writer.close();
    }

    private void write() throws IOException {
        bed.maxBytes = bed.firstBytes;
        bed.open();
        for (int i = 0; i < 30; i++) {
            bed.put("x".repeat(400));
        }
        bed.writer.force();
    }
}
