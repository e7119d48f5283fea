package io.minilsm.style;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What of the house style a machine can check, over the sources of all modules. */
class TidyTest {
    private static final int MAX_FILE_LINES = 600;
    private static final int MAX_METHOD_LINES = 70;
    private static final int MAX_LINE_LENGTH = 120;

    /** Modules that live in someone else's process: they print nothing. */
    private static final List<String> SILENT_MODULES = List.of("engine", "driver", "camel-component");

    /** Put together from parts, so that this file does not find itself. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static Repository repository;
    private static List<SourceFile> sources;

    @BeforeAll
    static void readSources() throws Exception {
        repository = Repository.find();
        sources = repository.allSources();
        assertFalse(sources.isEmpty());
    }

    @Test
    void filesStopAtTheLimit() {
        check("files of more than " + MAX_FILE_LINES + " lines", sources.stream()
                .filter(source -> source.lines().size() > MAX_FILE_LINES)
                .map(source -> source + " has " + source.lines().size())
                .toList());
    }

    @Test
    void methodsStopAtTheLimit() {
        check("methods of more than " + MAX_METHOD_LINES + " lines", sources.stream()
                .flatMap(source -> source.methodsLongerThan(MAX_METHOD_LINES).stream())
                .toList());
    }

    @Test
    void linesStopAtTheLimit() {
        check(
                "lines of more than " + MAX_LINE_LENGTH + " characters",
                linesThat(line -> line.codePointCount(0, line.length()) > MAX_LINE_LENGTH));
    }

    @Test
    void linesHoldNoTabsAndNoBlanksAtTheEnd() {
        check("tabs, or blanks at the end", linesThat(line -> line.indexOf('\t') >= 0 || line.endsWith(" ")));
    }

    @Test
    void nothingIsLeftUnfinished() {
        check("marks of unfinished work", linesThat(line -> UNFINISHED.matcher(line).find()));
    }

    @Test
    void importsNameEachType() {
        List<String> wildcards = new ArrayList<>();
        for (SourceFile source : sources) {
            for (String imported : source.imports()) {
                if (imported.endsWith("*")) {
                    wildcards.add(source + " imports " + imported);
                }
            }
        }
        check("wildcard imports", wildcards);
    }

    @Test
    void eachPackageSaysWhatItIs() throws Exception {
        Set<String> missing = new TreeSet<>();
        for (SourceFile source : repository.allMainSources()) {
            Path info = repository.root().resolve(source.name()).resolveSibling("package-info.java");
            if (!Files.exists(info)) {
                missing.add(source.packageName());
            }
        }
        check("packages without package-info.java", List.copyOf(missing));
    }

    @Test
    void librariesPrintNothing() throws Exception {
        List<String> prints = new ArrayList<>();
        for (String module : SILENT_MODULES) {
            for (SourceFile source : repository.mainSources(module)) {
                for (String name : source.dottedNames()) {
                    if (name.equals("System.out") || name.equals("System.err") || name.endsWith(".printStackTrace")) {
                        prints.add(source + " uses " + name);
                    }
                }
            }
        }
        check("printing to the console from a library", prints);
    }

    /** What an attacker needs to make code of data: Java serialisation, naming services, scripts, classes by name. */
    @Test
    void nothingMakesCodeOfData() throws Exception {
        Pattern forbidden = Pattern.compile("ObjectInputStream|Class\\.forName|loadClass\\(|defineClass|URLClassLoader"
                + "|javax\\.naming|javax\\.script|System\\.load|XMLDecoder|DocumentBuilder|[dD]efaultTyping\\(");
        List<String> found = new ArrayList<>();
        for (String module : SILENT_MODULES) {
            for (SourceFile source : repository.mainSources(module)) {
                source.lines().stream()
                        .filter(line -> forbidden.matcher(line).find())
                        .forEach(line -> found.add(source + " " + line.strip()));
            }
        }
        check("serialisation, naming, scripts or classes by name", found);
    }

    @Test
    void noExceptionIsSwallowed() throws Exception {
        List<String> swallowed = new ArrayList<>();
        for (String module : SILENT_MODULES) {
            for (SourceFile source : repository.mainSources(module)) {
                swallowed.addAll(source.emptyCatches());
            }
        }
        check("catch blocks with neither a statement nor a comment that says why", swallowed);
    }

    private static List<String> linesThat(Predicate<String> wrong) {
        List<String> found = new ArrayList<>();
        for (SourceFile source : sources) {
            for (int i = 0; i < source.lines().size(); i++) {
                if (wrong.test(source.lines().get(i))) {
                    found.add(source + ":" + (i + 1) + " " + source.lines().get(i).strip());
                }
            }
        }
        return found;
    }

    private static void check(String rule, List<String> offenders) {
        assertTrue(offenders.isEmpty(), () -> rule + ":\n" + String.join("\n", offenders));
    }
}
