package io.minilsm.it.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of these tests is run in a JVM of its own. Stateless. */
final class ChildJvm {
    private ChildJvm() {}

    /** Returns the command, not started; the words before it, if any, start it in an environment of their own. */
    static ProcessBuilder command(List<String> wordsBefore, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(wordsBefore);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
