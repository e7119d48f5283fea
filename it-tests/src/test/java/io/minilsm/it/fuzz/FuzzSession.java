package io.minilsm.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs Jazzer over the targets, each in a process of its own, one after the other; not part of the normal build. With
 * the profile {@code fuzz}: {@code mvn -Pfuzz -pl it-tests -am verify -Dfuzz.seconds=600}.
 *
 * <p>{@code fuzz.targets} names some, parted by commas; {@code fuzz.seeds=true} makes the committed inputs anew before.
 * What the fuzzer learns stays in {@code target/fuzz/TARGET/corpus}, findings and logs beside it.
 */
class FuzzSession {
    private static final Path WORK = Path.of("target/fuzz").toAbsolutePath();
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 30);
    private static final int STARTUP_SECONDS = 300;

    private static final Pattern UNITS = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

    @Test
    void targetsHaveNoFindings() throws Exception {
        if (Boolean.getBoolean("fuzz.seeds")) {
            new Seeds(FuzzCorpus.DIRECTORY).make();
        }
        List<String> table = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        table.add(row("target", "seconds", "executions", "edges", "features", "inputs", "findings"));
        for (FuzzTarget target : chosen()) {
            long started = System.nanoTime();
            boolean clean = fuzz(target);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
            String log = Files.readString(log(target));
            Matcher coverage = last(COVERAGE, log);
            Matcher units = last(UNITS, log);
            table.add(row(
                    target.id(),
                    Long.toString(seconds),
                    units == null ? "?" : units.group(1),
                    coverage == null ? "?" : coverage.group(1),
                    coverage == null ? "?" : coverage.group(2),
                    coverage == null ? "?" : coverage.group(3),
                    clean ? "0" : "1"));
            System.out.println(table.get(table.size() - 1));
            Files.write(WORK.resolve("report.txt"), table);
            if (!clean) {
                findings.add(target.id() + ": see " + log(target));
            }
        }
        System.out.println(String.join("\n", table));
        assertTrue(findings.isEmpty(), () -> "findings:\n" + String.join("\n", findings));
    }

    private static List<FuzzTarget> chosen() {
        String names = System.getProperty("fuzz.targets", "");
        return names.isBlank()
                ? List.of(FuzzTarget.values())
                : Arrays.stream(names.split(",")).map(FuzzTarget::of).toList();
    }

    /** Returns whether the fuzzer ended by itself and found nothing. */
    private static boolean fuzz(FuzzTarget target) throws IOException, InterruptedException {
        Path work = WORK.resolve(target.id());
        Path corpus = Files.createDirectories(work.resolve("corpus"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-Dfuzz.target=" + target.id(),
                        "-Dfuzz.slowness=5",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzEntry.class.getName(),
                        "--instrumentation_includes=io.minilsm.**",
                        "--custom_hook_includes=io.minilsm.**",
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.SqlInjection",
                        "--reproducer_path=" + work,
                        "-artifact_prefix=" + work + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=8192",
                        "-timeout=120",
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        corpus.toString(),
                        FuzzCorpus.directory(target).toString())
                .redirectErrorStream(true)
                .redirectOutput(log(target).toFile())
                .start();
        try {
            return process.waitFor(SECONDS + STARTUP_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path log(FuzzTarget target) {
        return WORK.resolve(target.id()).resolve("log.txt");
    }

    private static Matcher last(Pattern pattern, String log) {
        Matcher matcher = pattern.matcher(log);
        Matcher found = null;
        while (matcher.find()) {
            found = pattern.matcher(matcher.group());
            found.matches();
        }
        return found;
    }

    private static String row(String target, String... figures) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-18s", target));
        for (String figure : figures) {
            row.append(String.format(Locale.ROOT, "%12s", figure));
        }
        return row.toString();
    }
}
