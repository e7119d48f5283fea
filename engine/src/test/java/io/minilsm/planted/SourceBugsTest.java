package io.minilsm.planted;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of bugs fits the sources, and the tests that it names catch them. */
class SourceBugsTest {
    private static final int SHORT_RUN = 3;
    private static final String ONLY_PROPERTY = "minilsm.bug";

    @Test
    void listIsLongAndNamesTests() throws Exception {
        List<PlantedBug> bugs = PlantedBug.all();
        assertTrue(bugs.size() >= 50, "bugs=" + bugs.size());
        assertTrue(bugs.stream().map(PlantedBug::name).distinct().count() == bugs.size(), "a name is there twice");
        for (PlantedBug bug : bugs) {
            assertFalse(bug.what().isEmpty() || bug.tests().isEmpty(), bug.name());
            for (String test : bug.tests()) {
                assertDoesNotThrow(() -> Class.forName("io.minilsm." + test), bug.name());
            }
        }
    }

    @Test
    void eachBugFitsItsSource() throws Exception {
        List<String> misfits = new ArrayList<>();
        for (PlantedBug bug : PlantedBug.all()) {
            try {
                Plantation.sourceWith(bug);
            } catch (IllegalArgumentException e) {
                misfits.add(e.getMessage());
            }
        }
        assertEquals(List.of(), misfits);
    }

    /** All of them in a long run; {@code -Dminilsm.bug=NAME,NAME} takes these. */
    @ParameterizedTest
    @MethodSource("chosen")
    void bugIsCaught(PlantedBug bug) throws Exception {
        Plantation planted = Plantation.of(bug);
        assertTrue(planted.isCaughtBy(bug.tests()), "not caught: " + bug.what());
    }

    private static Stream<PlantedBug> chosen() throws IOException {
        String only = System.getProperty(ONLY_PROPERTY);
        List<PlantedBug> bugs = PlantedBug.all();
        if (only != null) {
            Set<String> names = Set.of(only.split(","));
            return bugs.stream().filter(bug -> names.contains(bug.name()));
        }
        return bugs.stream().limit(TestScale.isLong() ? bugs.size() : SHORT_RUN);
    }
}
