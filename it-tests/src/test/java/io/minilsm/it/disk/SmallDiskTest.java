package io.minilsm.it.disk;

import static io.minilsm.it.disk.NumberedEntries.key;
import static io.minilsm.it.disk.NumberedEntries.requireAll;
import static io.minilsm.it.disk.NumberedEntries.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.camel.MiniLsmConstants;
import io.minilsm.tools.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The three faces on a file system that is really full, or cannot be written to. Skipped where none can be mounted; the
 * engine's tests ask the same of a simulated disk.
 */
@Timeout(120)
class SmallDiskTest {
    private static final int BALLAST_BYTES = 5 << 20;

    /** An opening makes a log segment before it takes writes; the log in use may have grown into all that was free. */
    private static final int ROOM_TO_OPEN_BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private SmallDisk disk;

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    /** Writes one value so that it is durable when the call returns. */
    @FunctionalInterface
    private interface Face {
        void write(int number) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "ext4"})
    void engineGoesOnWhenThereIsSpaceAgain(String kind) throws Exception {
        mount(kind);
        int written;
        try (Store store = MiniLsm.open(store(), Options.defaults())) {
            written = fillAndFree(number -> store.put(key(number), value(number), Durability.SYNC), failure -> {
                assertInstanceOf(DiskFullException.class, failure);
            });
        }
        judge(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "ext4"})
    void driverGoesOnWhenThereIsSpaceAgain(String kind) throws Exception {
        mount(kind);
        int written;
        try (Connection connection = DriverManager.getConnection("jdbc:minilsm:" + store());
                PreparedStatement upsert = connection.prepareStatement("UPSERT INTO KV VALUES (?, ?)")) {
            written = fillAndFree(
                    number -> {
                        upsert.setBytes(1, key(number));
                        upsert.setBytes(2, value(number));
                        upsert.executeUpdate();
                    },
                    failure -> assertEquals("53100", ((SQLException) failure).getSQLState(), failure::toString));
        }
        judge(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "ext4"})
    void routeGoesOnWhenThereIsSpaceAgain(String kind) throws Exception {
        mount(kind);
        int written;
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            written = fillAndFree(
                    number -> template.sendBodyAndHeader(
                            "minilsm:" + store(), value(number), MiniLsmConstants.KEY, new String(key(number), UTF_8)),
                    failure -> {
                        assertInstanceOf(CamelExecutionException.class, failure);
                        assertInstanceOf(DiskFullException.class, failure.getCause());
                    });
        }
        judge(written);
    }

    @Test
    void readOnlyFileSystemIsReadAndNotTakenForDamage() throws Exception {
        mount("tmpfs");
        try (Store store = MiniLsm.open(store(), Options.defaults())) {
            store.put(key(1), value(1), Durability.SYNC);
        }
        disk.makeReadOnly();
        IOException refused = assertThrows(IOException.class, () -> MiniLsm.open(store(), Options.defaults()));
        assertFalse(refused instanceof CorruptionException, refused::toString);
        assertTrue(refused.toString().contains("Read-only file system"), refused::toString);
        try (Store store = MiniLsm.openReadOnly(store(), Options.defaults())) {
            assertArrayEquals(value(1), store.get(key(1)));
        }
        assertTrue(Verify.run(store()).isClean());
    }

    private void mount(String kind) throws Exception {
        disk = SmallDisk.mount(kind, directory);
        assumeTrue(disk != null, "no " + kind + " can be mounted on this machine or by this user");
    }

    private Path store() {
        return disk.path().resolve("store");
    }

    /** Writes until the device is full, frees space and writes once more; returns how many writes were acknowledged. */
    private int fillAndFree(Face face, Consumer<Exception> requireFull) throws Exception {
        Path ballast = Files.write(disk.path().resolve("ballast"), new byte[BALLAST_BYTES]);
        Files.write(roomToOpen(), new byte[ROOM_TO_OPEN_BYTES]);
        int written = 0;
        for (int failures = 0; failures < 3; ) {
            try {
                face.write(written);
                written++;
            } catch (IOException | SQLException | CamelExecutionException e) {
                requireFull.accept(e);
                failures++;
            }
        }
        assertTrue(written > 20, "acknowledged: " + written);
        Files.delete(ballast);
        face.write(written);
        return written + 1;
    }

    private Path roomToOpen() {
        return disk.path().resolve("room-to-open");
    }

    private void judge(int written) throws IOException {
        try (Store store = MiniLsm.openReadOnly(store(), Options.defaults())) {
            requireAll(store, written);
        }
        assertTrue(Verify.run(store()).isClean());
        Files.delete(roomToOpen());
        try (Store store = MiniLsm.open(store(), Options.defaults())) {
            requireAll(store, written);
            store.put(key(written), value(written), Durability.SYNC);
        }
        assertTrue(Verify.run(store()).isClean());
    }
}
