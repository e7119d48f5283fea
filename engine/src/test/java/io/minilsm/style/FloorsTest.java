package io.minilsm.style;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An import in the engine may only point to a lower floor; ARCHITECTURE.md draws the house. */
class FloorsTest {
    private static final String BASE = "io.minilsm";

    /** The one place that says which package stands on which floor. */
    private static final Map<String, Integer> FLOORS = new TreeMap<>(Map.ofEntries(
            Map.entry(BASE, 9),
            Map.entry(BASE + ".tools", 9),
            Map.entry(BASE + ".internal.db", 8),
            Map.entry(BASE + ".internal.compaction", 7),
            Map.entry(BASE + ".internal.version", 6),
            Map.entry(BASE + ".internal.memtable", 5),
            Map.entry(BASE + ".internal.sstable", 5),
            Map.entry(BASE + ".internal.wal", 5),
            Map.entry(BASE + ".internal.block", 4),
            Map.entry(BASE + ".internal.iterator", 3),
            Map.entry(BASE + ".internal.filter", 3),
            Map.entry(BASE + ".internal.record", 3),
            Map.entry(BASE + ".internal.key", 2),
            Map.entry(BASE + ".internal.format", 2),
            Map.entry(BASE + ".internal.codec", 1),
            Map.entry(BASE + ".internal.vfs", 1),
            Map.entry(BASE + ".api", 0)));

    @Test
    void importsPointOnlyDown() throws Exception {
        List<SourceFile> sources = Repository.find().mainSources("engine");
        assertFalse(sources.isEmpty());
        List<String> wrong = new ArrayList<>();
        for (SourceFile source : sources) {
            List<String> names = new ArrayList<>(source.imports());
            names.addAll(source.dottedNames());
            wrong.addAll(wrongArrows(source, names));
        }
        assertTrue(wrong.isEmpty(), () -> "arrows that do not point down:\n" + String.join("\n", wrong));
    }

    @Test
    void upwardAndSidewaysArrowsAreFound() {
        assertEquals("", arrow(BASE + ".internal.wal", BASE + ".internal.codec"));
        assertEquals("", arrow(BASE + ".internal.wal", BASE + ".internal.wal"));
        assertTrue(arrow(BASE + ".api", BASE + ".internal.codec").contains("up"));
        assertTrue(arrow(BASE + ".internal.wal", BASE + ".internal.memtable").contains("sideways"));
        assertTrue(arrow(BASE + ".internal.wal", BASE + ".internal.other").contains("no floor"));
        assertEquals(BASE + ".internal.codec", packageOf(BASE + ".internal.codec.Bytes"));
        assertEquals(BASE + ".internal.codec", packageOf(BASE + ".internal.codec.Bytes.putInt"));
        assertEquals(BASE, packageOf(BASE + ".MiniLsm"));
    }

    private static TreeSet<String> wrongArrows(SourceFile source, List<String> names) {
        TreeSet<String> wrong = new TreeSet<>();
        for (String name : names) {
            if (name.startsWith(BASE + ".")) {
                String problem = arrow(source.packageName(), packageOf(name));
                if (!problem.isEmpty() && !packageOf(name).equals(name)) {
                    wrong.add(source + " uses " + name + ": " + problem);
                }
            }
        }
        return wrong;
    }

    /** Returns what is wrong with a use of a package in another, empty if nothing. */
    private static String arrow(String from, String to) {
        if (from.equals(to)) {
            return "";
        }
        Integer upper = FLOORS.get(from);
        Integer lower = FLOORS.get(to);
        if (upper == null || lower == null) {
            return "no floor is given for " + (upper == null ? from : to) + " in FloorsTest";
        }
        if (upper > lower) {
            return "";
        }
        return (upper.equals(lower) ? "sideways on floor " : "up from floor " + upper + " to ") + lower;
    }

    /** Returns the leading parts of a dotted name that are a package by convention: those in lower case. */
    private static String packageOf(String name) {
        StringBuilder result = new StringBuilder();
        for (String part : name.split("\\.")) {
            if (!Character.isLowerCase(part.charAt(0))) {
                break;
            }
            result.append(result.isEmpty() ? "" : ".").append(part);
        }
        return result.toString();
    }
}
