package io.minilsm.cli.torture;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a writer process is started: with this process's Java and class path, and options that make it start fast. Its
 * classes come from an archive of the JVM that is made once, where the class path is of jars only. Immutable.
 */
public final class WriterJvm {
    private static final long ARCHIVE_PATIENCE_SECONDS = 60;
    private static final long STEPS_TO_LOAD_CLASSES = 1500;
    private static final int HEAP_MIB = 64;

    /** From here on the JVM makes its archives in another way, with more in them. */
    private static final int FIRST_WITH_AOT_CACHE = 25;

    private final Class<?> writer;
    private final List<String> options;

    private WriterJvm(Class<?> writer, List<String> options) {
        this.writer = writer;
        this.options = options;
    }

    /** Returns how to start writers of that face. */
    public static WriterJvm of(Face face) {
        List<String> options = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx" + HEAP_MIB * (face.spaces() > 1 ? 1 : 2) + "m"));
        if (WriterJvm.class.desiredAssertionStatus()) {
            options.add("-ea");
        }
        return new WriterJvm(face.writer(), options);
    }

    /**
     * Returns how to start such writers from an archive of their classes, which is made in the directory by one that
     * writes a little; where that is not possible, this.
     */
    public WriterJvm withArchive(Face face, Path directory) throws IOException, InterruptedException {
        if (Arrays.stream(classPath().split(File.pathSeparator)).anyMatch(entry -> Files.isDirectory(Path.of(entry)))) {
            return this;
        }
        Path training = Files.createDirectories(directory.resolve("training"));
        Path archive = directory.resolve("classes.jsa");
        Plan plan = new Plan(1, 1, face.spaces(), face.deletes());
        List<Long> none = Collections.nCopies(face.lanes(), 0L);
        WriterTask task = new WriterTask(training.resolve("store"), training, plan, 0, STEPS_TO_LOAD_CLASSES, none);
        boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
        String making = aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
        Process process = new ProcessBuilder(command(List.of(making + archive), task))
                .redirectOutput(training.resolve("output.txt").toFile())
                .redirectError(training.resolve("errors.txt").toFile())
                .start();
        boolean ended = process.waitFor(ARCHIVE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        boolean made = ended && process.exitValue() == 0 && Files.isRegularFile(archive);
        Trees.delete(training);
        if (!made) {
            return this;
        }
        List<String> more = new ArrayList<>(options);
        more.add((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
        return new WriterJvm(writer, more);
    }

    /** Starts a writer; what it says of failures goes to the file. */
    WriterProcess start(WriterTask task, Path errors) throws IOException {
        Process process = new ProcessBuilder(command(List.of(), task))
                .redirectError(errors.toFile())
                .start();
        return new WriterProcess(process, errors);
    }

    private List<String> command(List<String> more, WriterTask task) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(more);
        command.addAll(List.of("-cp", classPath(), writer.getName()));
        command.addAll(task.toWords());
        return command;
    }

    /** Where tests run in a process of Maven's, its own class path is one jar that names all others. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
