package io.minilsm.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The engine with one bug in it: classes that lie before those of the engine in the class path of a process that runs
 * tests. For one thread.
 */
final class Plantation {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "minilsm");
    private static final Path HOME = Path.of("target", "planted");

    /** A hang is a way to be caught; the slowest of the tests takes a fraction of this. */
    private static final long MAX_SECONDS = 240;

    private final PlantedBug bug;
    private final Path classes;
    private final String classPath;

    private Plantation(PlantedBug bug, Path classes, String classPath) {
        this.bug = bug;
        this.classes = classes;
        this.classPath = classPath;
    }

    /** Returns the source file with the bug in it. */
    static String sourceWith(PlantedBug bug) throws IOException {
        return bug.plantIn(Files.readString(SOURCES.resolve(bug.file())));
    }

    /** Compiles the changed source file. */
    static Plantation of(PlantedBug bug) throws IOException {
        Path home = HOME.resolve(bug.name());
        Path changed = home.resolve("sources").resolve(bug.file());
        Path classes = home.resolve("classes");
        Files.createDirectories(changed.getParent());
        Files.createDirectories(classes);
        Files.writeString(changed, sourceWith(bug));
        // Surefire starts its process with a jar that only points to the class path.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "--release", "17", "-cp", classPath, "-d", classes.toString());
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(changed)).call()) {
                throw new IllegalArgumentException("does not compile: bug=" + bug.name() + "\n" + messages);
            }
        }
        return new Plantation(bug, classes, classPath);
    }

    /** Returns whether one of the tests fails, or hangs, with the bug. */
    boolean isCaughtBy(List<String> tests) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                        "-ea",
                                        "-Xmx1g",
                                        "-cp",
                                        classes + System.getProperty("path.separator") + classPath,
                                        TestProcess.class.getName()),
                                tests.stream().map("io.minilsm."::concat))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve(bug.name()).resolve("output.txt").toFile())
                .start();
        try {
            return !process.waitFor(MAX_SECONDS, TimeUnit.SECONDS) || isCaught(process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private boolean isCaught(int exitCode) {
        if (exitCode != TestProcess.ALL_PASSED && exitCode != TestProcess.ONE_FAILED) {
            throw new IllegalStateException("tests did not run: bug=" + bug.name() + ", exit code=" + exitCode
                    + ", output=" + HOME.resolve(bug.name()));
        }
        return exitCode == TestProcess.ONE_FAILED;
    }
}
