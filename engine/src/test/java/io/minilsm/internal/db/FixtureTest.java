package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores that were written by each released format version, byte for byte: {@link FixtureStore} made them. */
class FixtureTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "fixtures");

    @TempDir
    Path directory;

    static List<Integer> versions() {
        return List.of(FileHeader.FORMAT_VERSION);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void storeOfAReleasedFormatIsReadAndWritten(int version) throws IOException {
        Path fixture = FIXTURES.resolve("format-" + version);
        List<String> expected = Files.readAllLines(fixture.resolve(FixtureStore.CONTENT));
        FixtureStore.copy(fixture.resolve("store"), directory);
        requireClean();
        try (Store store = MiniLsm.openReadOnly(directory, Options.defaults())) {
            assertEquals(expected, FixtureStore.content(store));
        }
        try (Store store = MiniLsm.open(directory)) {
            assertEquals(expected, FixtureStore.content(store));
            assertEquals(List.of(FixtureStore.SPACE), store.keySpaceNames());
            store.put(bytes("new"), bytes("1"), Durability.SYNC);
            store.compact(Range.all());
            store.delete(bytes("new"));
            assertEquals(expected, FixtureStore.content(store));
        }
        requireClean();
        try (Store store = MiniLsm.open(directory, Options.defaults().withEnableWal(false))) {
            assertEquals(expected, FixtureStore.content(store));
            assertArrayEquals(bytes("in the log only"), store.get(bytes("last")));
        }
    }

    private void requireClean() throws IOException {
        VerifyReport report = Verify.run(directory);
        assertTrue(report.isClean(), report.toString());
        assertTrue(report.entriesChecked() > 400, report.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
