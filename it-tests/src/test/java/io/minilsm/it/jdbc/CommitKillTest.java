package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that commits through JDBC is killed in mid-write, again and again over one store: every acknowledged
 * transaction is there, and every transaction is there whole or not at all.
 */
@Timeout(300)
class CommitKillTest {
    /** Kills; {@code -Dminilsm.kills=300} for the long version. */
    private static final int KILLS = Integer.getInteger("minilsm.kills", 4);

    /** Rows of one transaction. */
    private static final int ROWS = 3;

    @TempDir
    private Path directory;

    @Test
    void acknowledgedCommitsSurviveTheDeathOfTheProcess() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String url = "jdbc:minilsm:" + directory.resolve("store") + "?memtableBytes=64k";
        long acknowledged = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = commitUntilKilled(url, acknowledged + 1, 20 + random.nextInt(400));
            String where = "seed=" + seed + ", kill=" + kill + ", acknowledged=" + acknowledged;
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT K, V FROM KV")) {
                long seen = 0;
                while (rows.next()) {
                    long transaction = seen / ROWS;
                    String key = String.format("%09d:%d", transaction, seen % ROWS);
                    assertEquals(key, rows.getString(1), where);
                    assertEquals(value(transaction), rows.getString(2), where);
                    seen++;
                }
                assertEquals(0, seen % ROWS, where);
                assertTrue(seen / ROWS > acknowledged, where + ", transactions=" + seen / ROWS);
                acknowledged = seen / ROWS - 1;
            }
        }
    }

    private static String value(long transaction) {
        return "v" + transaction + "x".repeat((int) (transaction % 500));
    }

    /** Starts the committer and kills it once it has acknowledged that many; returns the last one acknowledged. */
    private static long commitUntilKilled(String url, long first, int commits) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committer.class.getName(),
                        url,
                        String.valueOf(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = first - 1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertEquals(last + 1, Long.parseLong(line));
                last++;
                if (last - first == commits) {
                    // Through the handle: the process's own method would close its output with lines still in it.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        assertTrue(last >= first, "the committer acknowledged nothing");
        return last;
    }

    /** The process that is killed: one transaction of a few rows after the other, each told once it is committed. */
    static final class Committer {
        private Committer() {}

        public static void main(String[] arguments) throws Exception {
            long transaction = Long.parseLong(arguments[1]);
            try (Connection connection = DriverManager.getConnection(arguments[0]);
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES (?, ?)")) {
                connection.setAutoCommit(false);
                for (; ; transaction++) {
                    for (int row = 0; row < ROWS; row++) {
                        insert.setString(1, String.format("%09d:%d", transaction, row));
                        insert.setString(2, value(transaction));
                        insert.executeUpdate();
                    }
                    connection.commit();
                    System.out.println(transaction);
                    System.out.flush();
                }
            }
        }
    }
}
