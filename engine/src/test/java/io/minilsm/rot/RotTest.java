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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages whole stores and holds what opening, reading and verifying them say against what was written.
 *
 * <p>The short form takes a sample of the large stores, and of the small ones each byte with one bit turned,
 * but few of their zeros; each damage is looked at in one way only, by turns.
 * {@code -Dminilsm.rot.damages=N} does at least N damages: first all there are to the small stores (each bit, each
 * length, each pair of blocks), then as large a sample of the large ones as is left. Where all to the small ones would
 * be more than N, it is a sample only. The table is printed and goes to {@code target/rot-report.md}, also while the
 * run goes on.
 */
class RotTest {
    private static final String DAMAGES_PROPERTY = "minilsm.rot.damages";
    private static final int LONG_DAMAGES = 100_000;
    private static final int SHORT_PER_GROUP = 1;
    private static final int REPORT_EVERY = 5_000;
    private static final double LEAST_NAMED_SHARE = 0.99;

    private static final Path REPORT = Path.of("target", "rot-report.md");

    @TempDir
    static Path scratch;

    private static List<StoreImage> large;
    private static List<StoreImage> small;

    /** Told of each torn log, thousands of times here. */
    private static final Logger LOG = Logger.getLogger("io.minilsm");

    @BeforeAll
    static void makeStores() throws IOException {
        LOG.setLevel(Level.OFF);
        StoreImages images = new StoreImages(TestScale.seed());
        large = images.large(scratch);
        small = images.small();
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(null);
    }

    @Test
    void wholeStoresAreRightAndClean() throws IOException {
        for (StoreImage image : Stream.concat(large.stream(), small.stream()).toList()) {
            try (Examination examination = new Examination(image, new Pieces(image), new RotTable())) {
                assertEquals("", examination.examineWhole(), image.name() + ", " + rerun());
            }
        }
        for (StoreImage image : large) {
            if (image.options().enableWal()) {
                long segments = new Pieces(image).segments();
                assertTrue(segments >= 3, image.name() + " has log segments: " + segments);
            }
        }
    }

    @Test
    void missingTableIsNamedByOpeningAndNothingIsChanged() throws IOException {
        StoreImage image = large.get(0);
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
        assertTrue(vfs.isStill(files), "a refused store stays as it is");
    }

    @Test
    void examinationSeesThatAStoreLacksAWrite() throws IOException {
        StoreImage whole = large.get(0);
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
    void damagedStoreAnswersRightOrNamesTheDamage() throws IOException {
        long damages = Long.getLong(DAMAGES_PROPERTY, TestScale.pick(0, LONG_DAMAGES));
        RotTable table = new RotTable();
        if (damages == 0) {
            damage(large, table, Examination::examineByTurns, (source, each) -> source.sample(SHORT_PER_GROUP, each));
            damage(small, table, Examination::examineByTurns, RotSource::eachByte);
        } else {
            damageAtLeast(damages, table);
            System.out.println(rerun() + "\n" + table.report());
        }
        report(table);
        assertAll(
                rerun(),
                () -> assertTrue(table.isPromiseKept(), () -> rerun() + "\n" + table.report()),
                () -> assertTrue(table.count(Verdict.NAMED) > table.count(Verdict.LIMIT), table::report),
                () -> assertTrue(table.namedShare() >= LEAST_NAMED_SHARE, () -> rerun() + "\n" + table.report()));
    }

    private static void damageAtLeast(long damages, RotTable table) throws IOException {
        long all = 0;
        for (StoreImage image : small) {
            all += source(image).sizeOfAll();
        }
        long left = damages;
        if (all <= damages) {
            damage(small, table, Examination::examine, RotSource::all);
            left -= all;
        }
        int perGroup = perGroup(left);
        damage(large, table, Examination::examine, (source, each) -> source.sample(perGroup, each));
    }

    /** Returns how large the sample of the large stores must be for so many damages, or for all there are. */
    private static int perGroup(long damages) throws IOException {
        List<RotSource> sources = new ArrayList<>();
        for (StoreImage image : large) {
            sources.add(source(image));
        }
        long before = -1;
        for (int perGroup = 0; ; perGroup++) {
            int size = perGroup;
            long now = sources.stream().mapToLong(source -> source.sampleSize(size)).sum();
            if (now >= damages || now == before) {
                return perGroup;
            }
            before = now;
        }
    }

    private static void damage(
            List<StoreImage> images,
            RotTable table,
            BiConsumer<Examination, Rot> way,
            BiConsumer<RotSource, Consumer<Rot>> choice)
            throws IOException {
        for (StoreImage image : images) {
            try (Examination examination = new Examination(image, new Pieces(image), table)) {
                choice.accept(source(image), rot -> {
                    way.accept(examination, rot);
                    if (table.damages() % REPORT_EVERY == 0) {
                        report(table);
                    }
                });
            }
        }
    }

    private static RotSource source(StoreImage image) throws IOException {
        return new RotSource(image, new Pieces(image), TestScale.seed());
    }

    private static void report(RotTable table) {
        try {
            Files.writeString(REPORT, rerun() + "\n\n" + table.report());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rerun() {
        return TestScale.rerun(TestScale.seed());
    }
}
