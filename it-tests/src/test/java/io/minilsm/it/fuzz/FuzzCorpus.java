package io.minilsm.it.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The committed inputs of the targets, one directory each. */
final class FuzzCorpus {
    /** Tests run in the directory of their module. */
    static final Path DIRECTORY = Path.of("src/test/resources/fuzz");

    private FuzzCorpus() {}

    static Path directory(FuzzTarget target) {
        return DIRECTORY.resolve(target.id()).toAbsolutePath();
    }

    /** Returns the inputs by their names, sorted. */
    static SortedMap<String, byte[]> inputs(FuzzTarget target) throws IOException {
        SortedMap<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory(target))) {
            List<Path> paths = files.toList();
            for (Path path : paths) {
                inputs.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return inputs;
    }
}
