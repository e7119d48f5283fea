package io.minilsm.jdbc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LikePatternTest {
    private static boolean matches(String text, String pattern, String escape) throws SQLException {
        return LikePattern.of(pattern, escape).matches(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void underscoreIsOneCharacterNotOneByte() throws SQLException {
        assertTrue(matches("\u00E4", "_", null));
        assertTrue(matches("a\uD83D\uDE00b", "a_b", null));
        assertFalse(matches("\u00E4", "__", null));
        assertFalse(matches("", "_", null));
    }

    @Test
    void escapeTakesTheMeaningAway() throws SQLException {
        assertTrue(matches("5%", "5!%", "!"));
        assertFalse(matches("55", "5!%", "!"));
        assertTrue(matches("a_!", "a!_!!", "!"));
        assertThrows(SQLException.class, () -> LikePattern.of("a!", "!"));
        assertThrows(SQLException.class, () -> LikePattern.of("a", "ab"));
    }

    @Test
    void prefixesAreKnown() throws SQLException {
        assertTrue(LikePattern.of("ab%", null).isPrefixOnly());
        assertTrue(LikePattern.of("ab%%%", null).isPrefixOnly());
        assertFalse(LikePattern.of("ab%c", null).isPrefixOnly());
        assertTrue(LikePattern.of("a!%b", "!").isExact());
        assertEquals("ab", new String(LikePattern.of("ab_%", null).prefix(), StandardCharsets.UTF_8));
    }

    @Test
    void tenThousandWildcardsDoNotExplode() {
        String text = "a".repeat(20_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertFalse(matches(text, "%a".repeat(10_000) + "b", null));
            assertTrue(matches(text, "%".repeat(10_000), null));
            assertTrue(matches(text, "%_".repeat(10_000), null));
        });
    }

    @Test
    void agreesWithRegularExpressionsOnRandomPatterns() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = random(random, "ab%_\u00E4", 6);
            String text = random(random, "ab\u00E4", 8);
            String regex = pattern.replace("%", ".*").replace("_", ".");
            boolean expected = Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
            assertEquals(expected, matches(text, pattern, null), "seed=" + seed + ", " + text + " LIKE " + pattern);
        }
    }

    private static String random(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
