package io.minilsm.style;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents point to files, types and tests that exist. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    /** A type in code font, with or without a member: `CommitPipeline`, `WalRecoveryTest.tornTailIsIgnored`. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([a-z]\\w+))?`");

    @Test
    void relativeLinksLeadSomewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Path document : Repository.find().documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains(":") && !Files.exists(document.resolveSibling(target))) {
                    broken.add(document + " -> " + target);
                }
            }
        }
        assertTrue(broken.isEmpty(), () -> "broken links:\n" + String.join("\n", broken));
    }

    @Test
    void invariantsNameTypesAndMembersThatExist() throws Exception {
        Repository repository = Repository.find();
        Map<String, SourceFile> types = new HashMap<>();
        repository.allSources().forEach(source -> types.put(source.name().replaceAll(".*/|\\.java$", ""), source));
        Matcher named = TYPE.matcher(Files.readString(repository.root().resolve("docs/invariants.md")));
        List<String> unknown = new ArrayList<>();
        int count = 0;
        for (; named.find(); count++) {
            SourceFile source = types.get(named.group(1));
            String member = named.group(2);
            if (source == null
                    || member != null && source.lines().stream().noneMatch(line -> line.contains(" " + member + "("))) {
                unknown.add(named.group());
            }
        }
        assertTrue(count > 0, "docs/invariants.md names no types");
        assertTrue(unknown.isEmpty(), () -> "docs/invariants.md names what does not exist: " + unknown);
    }
}
