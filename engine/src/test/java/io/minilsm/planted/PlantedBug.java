package io.minilsm.planted;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A bug as a change of one source file.
 *
 * @param name short and unique
 * @param what what goes wrong, in a sentence
 * @param file below the source folder's package {@code io/minilsm}
 * @param before the text that is replaced, which is there once; how much white space is between words does not count
 * @param after what takes its place
 * @param tests the classes that catch it, below {@code io.minilsm}, the quickest first
 */
record PlantedBug(String name, String what, String file, String before, String after, List<String> tests) {
    private static final String LIST = "/planted-bugs.txt";

    /** Reads the list of all bugs; its head says how it is written. */
    static List<PlantedBug> all() throws IOException {
        String text;
        try (InputStream list = PlantedBug.class.getResourceAsStream(LIST)) {
            text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<PlantedBug> bugs = new ArrayList<>();
        for (String paragraph : text.split("\n\\s*\n")) {
            List<String> lines = paragraph.lines().filter(line -> !line.startsWith("#")).toList();
            if (!lines.isEmpty()) {
                bugs.add(parse(lines));
            }
        }
        return bugs;
    }

    private static PlantedBug parse(List<String> lines) {
        String tests = part(lines, "tests: ");
        return new PlantedBug(
                part(lines, "bug: "),
                part(lines, "what: "),
                part(lines, "file: "),
                part(lines, "- "),
                part(lines, "+ "),
                tests.isEmpty() ? List.of() : Arrays.asList(tests.split(", ")));
    }

    private static String part(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .collect(Collectors.joining(" "));
    }

    /** Returns the source with the bug in it. */
    String plantIn(String source) {
        String words = Arrays.stream(before.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        Matcher found = Pattern.compile(words).matcher(source);
        if (!found.find()) {
            throw new IllegalArgumentException("text is not in the source: bug=" + name + ", file=" + file);
        }
        String planted = source.substring(0, found.start()) + after + source.substring(found.end());
        if (found.find()) {
            throw new IllegalArgumentException("text is in the source twice: bug=" + name + ", file=" + file);
        }
        return planted;
    }

    @Override
    public String toString() {
        return name;
    }
}
