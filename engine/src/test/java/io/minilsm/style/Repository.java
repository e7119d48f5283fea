package io.minilsm.style;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out repository that the tests run in. Immutable. */
final class Repository {
    private static final List<String> MODULES =
            List.of("engine", "driver", "camel-component", "cli", "camel-suite", "it-tests", "bench");

    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    /** Finds the repository upwards from the directory of the module under test. */
    static Repository find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("pom.xml")) && Files.isDirectory(at.resolve("engine"))) {
                return new Repository(at);
            }
        }
        throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
    }

    Path root() {
        return root;
    }

    /** Returns the Java sources written by hand under {@code src/main/java} of the module, sorted. */
    List<SourceFile> mainSources(String module) throws IOException {
        return sources(module, "src/main/java");
    }

    /** Returns the Java sources of all modules, main and test, written by hand, sorted. */
    List<SourceFile> allSources() throws IOException {
        return Stream.concat(sourcesOfAll("src/main/java").stream(), sourcesOfAll("src/test/java").stream())
                .toList();
    }

    /** Returns the main sources of all modules, sorted. */
    List<SourceFile> allMainSources() throws IOException {
        return sourcesOfAll("src/main/java");
    }

    /** Returns the documents written in Markdown, sorted. */
    List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !isBelow(path, "target") && !isBelow(path, ".git"))
                    .sorted()
                    .toList();
        }
    }

    private List<SourceFile> sourcesOfAll(String folder) throws IOException {
        Stream<SourceFile> all = Stream.of();
        for (String module : MODULES) {
            all = Stream.concat(all, sources(module, folder).stream());
        }
        return all.toList();
    }

    private List<SourceFile> sources(String module, String folder) throws IOException {
        Path directory = root.resolve(module).resolve(folder);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> paths =
                    files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
            return SourceFile.parse(root, paths);
        }
    }

    private boolean isBelow(Path path, String name) {
        for (Path part : root.relativize(path)) {
            if (part.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
