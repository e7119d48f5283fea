package io.minilsm.it.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.TestScale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Minutes or hours of mixed load with kills and openings in between: {@code -Dminilsm.soak.seconds=N} says how long.
 * Every opening compares the whole store with what was written; the figures of all processes go to {@code
 * target/soak/vitals.txt}.
 */
class SoakTest {
    private static final int SHORT_SECONDS = 15;
    private static final int LONG_SECONDS = 3_600;
    private static final Path HOME = Path.of("target", "soak");

    /** No write or read takes longer, stalls for flush and compaction and other processes' use of the disk included. */
    private static final long LONGEST_MILLIS = 10_000;

    /** The budget of 48 MiB, the plan's own memory, and what a JVM needs for itself. */
    private static final long MOST_HEAP_BYTES = 128L << 20;

    private static final long MOST_HANDLES = 400;

    /** Files besides the live data: log segments, memtables' worth of tables, what snapshots and merges hold. */
    private static final long SPARE_BYTES = 128L << 20;

    private final long seed = TestScale.seed();
    private final int seconds = Integer.getInteger("minilsm.soak.seconds", TestScale.pick(SHORT_SECONDS, LONG_SECONDS));
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<Vitals> vitals = new ArrayList<>();
    private int kills;
    private int checks;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void storeUnderLoadStaysRightAndSmall() throws Exception {
        clear();
        long start = System.currentTimeMillis();
        while (System.currentTimeMillis() - start < 1000L * seconds) {
            long left = 1000L * seconds - (System.currentTimeMillis() - start);
            long life = seconds <= 60 ? 4_000 : 20_000 + random.nextInt(100_000);
            runAndKill(start, Math.min(left, life));
        }
        String tally = tally(start);
        Files.writeString(HOME.resolve("tally.txt"), tally);
        System.err.println(tally);
        check();
    }

    /** Runs a process for so long behind its first check, and kills it in the midst of its work. */
    private void runAndKill(long start, long millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SoakWorker.class.getName(),
                        HOME.resolve("store").toString(),
                        HOME.resolve("acknowledged").toString(),
                        Long.toString(seed),
                        Long.toString(start),
                        Long.toString(Math.max(1_000, millis / (1 + random.nextInt(3)))))
                .redirectError(ProcessBuilder.Redirect.appendTo(HOME.resolve("errors.txt").toFile()))
                .start();
        Timer timer = new Timer(true);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean[] killed = new boolean[1];
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.equals(SoakWorker.CHECKED) && checks++ >= 0 && !killed[0]) {
                    killed[0] = true;
                    timer.schedule(killing(process), millis);
                } else if (line.startsWith(Vitals.PREFIX)) {
                    vitals.add(Vitals.parse(line));
                }
            }
            assertTrue(
                    process.waitFor() == 128 + 9,
                    () -> "worker failed: " + TestScale.rerun(seed) + ", see " + HOME.resolve("errors.txt"));
            kills++;
        } finally {
            timer.cancel();
            process.destroyForcibly();
        }
    }

    private static TimerTask killing(Process process) {
        return new TimerTask() {
            @Override
            public void run() {
                process.destroyForcibly();
            }
        };
    }

    private void check() {
        assertTrue(vitals.size() >= 2, "figures=" + vitals.size());
        for (Vitals at : vitals) {
            assertTrue(at.longestMillis() <= LONGEST_MILLIS, () -> "a call took long: " + at);
            assertTrue(at.heapBytes() <= MOST_HEAP_BYTES, () -> "heap: " + at);
            assertTrue(at.handles() <= MOST_HANDLES, () -> "file handles: " + at);
            assertTrue(at.directoryBytes() <= 3 * at.liveBytes() + SPARE_BYTES, () -> "space: " + at);
        }
    }

    private String tally(long start) throws IOException {
        Files.write(HOME.resolve("vitals.txt"), vitals.stream().map(Vitals::toLine).toList());
        return String.format(
                "soak: seconds=%d, kills=%d, whole checks=%d, steps=%d, seed=%d%n"
                        + "  first third / last third: heap MB %s, mapped MB %s, handles %s, threads %s%n"
                        + "  files / live MB at the end %d / %d, most files per live byte %.2f, longest call ms %d%n",
                (System.currentTimeMillis() - start) / 1000,
                kills,
                checks,
                vitals.stream().mapToLong(Vitals::steps).max().orElse(0),
                seed,
                thirds(at -> at.heapBytes() >> 20),
                thirds(at -> at.mappedBytes() >> 20),
                thirds(Vitals::handles),
                thirds(Vitals::threads),
                last().directoryBytes() >> 20,
                last().liveBytes() >> 20,
                vitals.stream()
                        .mapToDouble(at -> (double) at.directoryBytes() / Math.max(1, at.liveBytes()))
                        .skip(vitals.size() / 3)
                        .max()
                        .orElse(0),
                vitals.stream().mapToLong(Vitals::longestMillis).max().orElse(0));
    }

    private Vitals last() {
        return vitals.get(vitals.size() - 1);
    }

    private String thirds(ToLongFunction<Vitals> figure) {
        int third = vitals.size() / 3;
        long first = vitals.subList(0, Math.max(1, third)).stream().mapToLong(figure).max().orElse(0);
        long last = vitals.subList(vitals.size() - Math.max(1, third), vitals.size()).stream()
                .mapToLong(figure)
                .max()
                .orElse(0);
        return first + " / " + last;
    }

    private static void clear() throws IOException {
        if (Files.exists(HOME)) {
            try (Stream<Path> files = Files.walk(HOME)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(HOME);
    }
}
