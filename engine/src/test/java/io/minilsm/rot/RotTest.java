package io.minilsm.rot;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.rot.RotTable.Verdict;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages whole stores and holds what opening, reading and verifying them say against what was written.
 *
 * <p>{@code -Dminilsm.rot.perGroup=N} sets how many damages of each kind are done to each file of each store, times the
 * kind's weight; the table goes to {@code target/rot-report.md}.
 */
class RotTest {
    private static final String SIZE_PROPERTY = "minilsm.rot.perGroup";
    private static final int SHORT_PER_GROUP = 1;
    private static final int LONG_PER_GROUP = 400;
    private static final double LEAST_NAMED_SHARE = 0.99;

    private static final Path REPORT = Path.of("target", "rot-report.md");

    @TempDir
    static Path scratch;

    private static List<StoreImage> images;

    /** Told of each torn log, thousands of times here. */
    private static final Logger LOG = Logger.getLogger("io.minilsm");

    @BeforeAll
    static void makeStores() throws IOException {
        LOG.setLevel(Level.OFF);
        images = new StoreImages(TestScale.seed()).all(scratch);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(null);
    }

    @Test
    void wholeStoresAreRightAndClean() throws IOException {
        for (StoreImage image : images) {
            Pieces pieces = new Pieces(image);
            try (Examination examination = new Examination(image, pieces, new RotTable())) {
                assertEquals("", examination.examineWhole(), image.name() + ", " + rerun());
            }
            if (image.options().enableWal()) {
                assertTrue(pieces.segments() >= 3, image.name() + " has log segments: " + pieces.segments());
            }
        }
    }

    @Test
    void missingTableIsNamedByOpening() throws IOException {
        StoreImage image = images.get(0);
        String table = image.files().keySet().stream()
                .filter(name -> name.endsWith(".sst"))
                .findFirst()
                .orElseThrow();
        Map<String, byte[]> files = new HashMap<>(image.files());
        files.remove(table);
        Path directory = Path.of("/rot/missing-table");
        ImageVfs vfs = new ImageVfs(directory, files, false);
        CorruptionException damage = assertThrows(
                CorruptionException.class,
                () -> LsmStore.open(image.environment(vfs), directory, image.options()));
        assertEquals(table, damage.file());
    }

    @Test
    void examinationSeesThatAStoreLacksAWrite() throws IOException {
        StoreImage whole = images.get(0);
        History other = new History();
        byte[] key = {1};
        other.note(1, List.of(new History.Step("", key, key)));
        StoreImage image = new StoreImage(
                whole.name(), whole.files(), whole.options(), whole.bootId(), other, false, Map.of(), Map.of());
        try (Examination examination = new Examination(image, new Pieces(image), new RotTable())) {
            String seen = examination.examineWhole();
            assertTrue(seen.contains(Verdict.MISSING.name()), seen);
        }
    }

    @Test
    void damagedStoreAnswersRightOrNamesTheDamage() throws Exception {
        int perGroup = Integer.getInteger(SIZE_PROPERTY, TestScale.pick(SHORT_PER_GROUP, LONG_PER_GROUP));
        RotTable table = new RotTable();
        ExecutorService threads = Executors.newFixedThreadPool(TestScale.pick(1, 2));
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (StoreImage image : images) {
                runs.add(threads.submit(() -> damage(image, perGroup, table)));
            }
            for (Future<?> run : runs) {
                run.get();
                Files.writeString(REPORT, table.report());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(rerun(), e);
        } finally {
            threads.shutdownNow();
        }
        String report = table.report();
        assertAll(
                rerun(),
                () -> assertTrue(table.isPromiseKept(), () -> rerun() + "\n" + report),
                () -> assertTrue(table.count(Verdict.NAMED) > table.count(Verdict.LIMIT), report),
                () -> assertTrue(table.namedShare() >= LEAST_NAMED_SHARE, () -> rerun() + "\n" + report));
    }

    private static Void damage(StoreImage image, int perGroup, RotTable table) throws IOException {
        Pieces pieces = new Pieces(image);
        try (Examination examination = new Examination(image, pieces, table)) {
            new RotSource(image, pieces, TestScale.seed()).sample(perGroup, examination::examine);
        }
        return null;
    }

    private static String rerun() {
        return TestScale.rerun(TestScale.seed());
    }
}
