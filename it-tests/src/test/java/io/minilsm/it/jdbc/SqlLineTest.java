package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlline.SqlLine;

/**
 * A scripted session of SQLLine, its output compared with a file: sqlline.sql gives sqlline.txt. What came out last is
 * kept in target.
 */
class SqlLineTest {
    /** Times. */
    private static final String VARIABLE = " \\([0-9.,]+ seconds\\)";

    @TempDir
    private Path directory;

    @Test
    void scriptedSessionGivesTheGoldenOutput() throws Exception {
        Path script = Files.writeString(directory.resolve("script.sql"), resource("sqlline.sql"));
        String url = "jdbc:minilsm:" + directory.resolve("store");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            SqlLine sqlline = new SqlLine();
            sqlline.setOutputStream(out);
            sqlline.setErrorStream(out);
            sqlline.begin(
                    new String[] {
                        "-u", url, "-n", "anyone", "-p", "anything", "--maxWidth=160", "--color=false", "--force=true",
                        "--verbose=false",
                        "--run=" + script
                    },
                    new ByteArrayInputStream(new byte[0]),
                    false);
        }
        String output = written.toString(StandardCharsets.UTF_8)
                .replaceAll(VARIABLE, "")
                .replace(url, "jdbc:minilsm:STORE")
                .replace(script.toString(), "SCRIPT")
                .replaceAll("(?m)[ \\t\\r]+$", "");
        Files.writeString(Path.of("target", "sqlline-actual.txt"), output);
        assertFalse(output.contains("Exception"), output);
        assertEquals(resource("sqlline.txt"), output);
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = SqlLineTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
