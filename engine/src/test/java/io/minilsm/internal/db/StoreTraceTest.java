package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.TraceVfs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of all operations that decide what survives a power cut, step by step: as the golden files have it, so that
 * no change goes unseen, and as the invariants F1, F2 and M1 demand, whatever the golden files say.
 *
 * <p>After a change that is meant: {@code mvn -pl engine test -Dtest=StoreTraceTest -Dminilsm.golden=write} writes the
 * golden files anew; read the difference as what it is, another order on the disk.
 */
class StoreTraceTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private final Path directory =
            Path.of("/trace-" + UUID.randomUUID(), "store").toAbsolutePath();
    private final StringBuilder lines = new StringBuilder();
    private DurableOrder order;
    private TraceVfs trace;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void durableOperationsComeInTheirOrder(boolean wal) throws IOException {
        CrashVfs disk = new CrashVfs();
        run(disk, wal);
        String name = wal ? "trace-with-log.txt" : "trace-without-log.txt";
        if ("write".equals(System.getProperty("minilsm.golden"))) {
            Files.writeString(GOLDEN.resolve(name), lines);
        }
        try (InputStream golden = StoreTraceTest.class.getResourceAsStream("/golden/" + name)) {
            assertNotNull(golden, "golden file missing: " + name);
            assertEquals(new String(golden.readAllBytes(), UTF_8), lines.toString());
        }
    }

    private void run(CrashVfs disk, boolean wal) throws IOException {
        begin(disk);
        Store store = open(wal);
        step("first open", true);
        store.put(bytes("a"), bytes("1"), Durability.OS);
        step("put a, durability OS", false);
        store.put(bytes("b"), bytes("2"), Durability.SYNC);
        step("put b, durability SYNC", !wal); // With a log, a mark is written behind the force.
        store.keySpace("orders");
        step("new key space", false);
        store.flush();
        step("flush", false);
        store.put(bytes("b"), bytes("3"), Durability.SYNC);
        store.flush();
        step("put b, flush", false);
        store.compact(Range.all());
        step("compact", false);
        store.put(bytes("c"), bytes("4"), wal ? Durability.OS : Durability.SYNC);
        step("put c", false);
        store.close();
        step("close", true);
        store = open(wal);
        step("open after close", true);
        store.put(bytes("d"), bytes("5"), Durability.SYNC);
        store.put(bytes("e"), bytes("6"), Durability.OS);
        step("put d, durability SYNC, put e, durability OS", false);
        CrashVfs crashed = disk.crash(1, new CrashMode(CrashMode.Data.STRICT, CrashMode.Names.STRICT));
        store.close();
        begin(crashed);
        store = open(wal);
        step("open after a power cut", !wal); // A mark is written behind what was forced anew.
        assertEquals("5", new String(store.get(bytes("d")), UTF_8));
        store.close();
        step("close", true);
        store = open(!wal);
        step(wal ? "open without a log" : "open with a log", true);
        assertEquals("5", new String(store.get(bytes("d")), UTF_8));
        store.close();
        step("close", true);
    }

    private void begin(Vfs disk) throws IOException {
        trace = new TraceVfs(disk);
        order = new DurableOrder();
    }

    private Store open(boolean wal) throws IOException {
        return LsmStore.open(TestWorld.inOneThread(trace), directory, FaultHistory.optionsOf(wal));
    }

    /** Ends a step: checks what it did and writes it down. */
    private void step(String name, boolean leavesAllDurable) {
        order.check(trace.operations());
        if (leavesAllDurable) {
            order.requireAllDurable();
        }
        lines.append("# ").append(name).append('\n');
        trace.orderOnly().forEach(line -> lines.append(line).append('\n'));
        trace.clear();
        assertTrue(lines.length() > 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
