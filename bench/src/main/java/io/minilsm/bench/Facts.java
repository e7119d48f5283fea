package io.minilsm.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a reader must know of where and how a run was made. Stateless. */
final class Facts {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** The one that is too long to be read by anybody but for a reason. */
    static final String ALL_LIBRARIES = "all libraries";

    private static final List<String> PEERS = List.of(
            "minilsm-engine", "rocksdbjni", "lmdbjava", "h2", "sqlite-jdbc", "leveldb", "xodus-environment", "mapdb",
            "hsqldb", "camel-core", "camel-sql", "camel-leveldb", "HikariCP", "HdrHistogram", "jmh-core");

    private Facts() {}

    static Map<String, String> of(Plan plan, Path directory, int rounds) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", commitOrUnknown());
        facts.put("machine", Runtime.getRuntime().availableProcessors() + " processors, " + processor());
        FileStore disk = Files.getFileStore(directory);
        facts.put("file system", disk.type());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before the end", String.valueOf(
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("collector", String.join(", ", ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList()));
        facts.put("heap of each process", "at most " + plan.heapMiB() + " MiB");
        for (Plan.Section section : plan.sections()) {
            facts.put("buffers and caches, " + section.title(), (section.shape().memoryBytes() >> 20) + " MiB");
        }
        facts.put("rounds", String.valueOf(rounds));
        Plan.Limits limits = plan.sections().get(0).limits();
        facts.put(
                "workloads stop after",
                limits.maxMillis() + " ms, fills after " + limits.fillMillis() + " ms, durable puts after "
                        + limits.durableMillis() + " ms");
        TreeSet<String> libraries = libraries();
        facts.put("versions", String.join(", ", libraries.stream().filter(Facts::isPeer).toList()));
        facts.put(ALL_LIBRARIES, String.join(", ", libraries));
        return facts;
    }

    private static boolean isPeer(String library) {
        return PEERS.stream().anyMatch(peer -> library.matches(Pattern.quote(peer) + "-\\d.*"));
    }

    /** Returns which state of the sources this is. */
    private static String commitOrUnknown() {
        try {
            return commit();
        } catch (IOException e) {
            // Without git the report is no worse than that.
            return "unknown";
        }
    }

    private static String commit() throws IOException {
        Process process = new ProcessBuilder("git", "describe", "--always", "--dirty")
                .directory(new File(System.getProperty("minilsm.home", ".")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return answer.isEmpty() ? "unknown" : answer;
    }

    private static String processor() throws IOException {
        if (Files.isReadable(CPU_INFO)) {
            for (String line : Files.readAllLines(CPU_INFO)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }

    /** Returns the names of the jars that stand beside this one, which have their versions in them. */
    private static TreeSet<String> libraries() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        Path lib = Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0])
                .resolveSibling("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> files = Files.list(lib)) {
                files.forEach(file -> names.add(file.getFileName().toString().replaceFirst("\\.jar$", "")));
            }
        }
        return names;
    }
}
