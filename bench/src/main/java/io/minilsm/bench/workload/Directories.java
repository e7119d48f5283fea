package io.minilsm.bench.workload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What happens to the directories of the stores. Stateless. */
public final class Directories {
    private Directories() {}

    /** Removes the directory with everything in it, if it is there. */
    public static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    /** Returns the bytes that the directory's files occupy, without holes in them; 0 if the system does not tell. */
    static long occupiedBytes(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("du", "-sk", directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String number = answer.split("\\s", 2)[0];
        return process.waitFor() == 0 && !number.isEmpty() ? Long.parseLong(number) << 10 : 0;
    }
}
