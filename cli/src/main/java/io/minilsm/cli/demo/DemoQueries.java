package io.minilsm.cli.demo;

import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.ResultPrinter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What the demonstration asks the store through JDBC. For one thread. */
public final class DemoQueries {
    private final CommandIo io;

    private record Query(String title, String sql) {}

    private static final List<Query> QUERIES = List.of(
            new Query(
                    "A point: the day Berlin's clocks went to three hours ahead of UTC, in May 1945",
                    "SELECT V FROM KV WHERE K = 'Europe/Berlin/1945-05-24T00:00:00Z'"),
            new Query(
                    "A range: all that happened to Berlin's clocks in that year",
                    "SELECT K FROM KV WHERE K BETWEEN 'Europe/Berlin/1945' AND 'Europe/Berlin/1946' ORDER BY K"),
            new Query(
                    "A prefix, from its end: the last three of Lord Howe Island",
                    "SELECT K FROM KV WHERE K LIKE 'Australia/Lord_Howe/%' ORDER BY K DESC LIMIT 3"),
            new Query("A count of a prefix", "SELECT COUNT(*) FROM KV WHERE K LIKE 'America/%'"));

    /** Makes queries whose answers go to standard output. */
    public DemoQueries(CommandIo io) {
        this.io = io;
    }

    /** Asks them one after the other. */
    public void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Query query : QUERIES) {
                io.printLine(query.title());
                io.printLine("  " + query.sql());
                long start = System.nanoTime();
                try (ResultSet result = statement.executeQuery(query.sql())) {
                    new ResultPrinter(io).printTable(result);
                }
                io.printLine("(" + Figures.time(System.nanoTime() - start) + ")");
                io.printLine("");
                io.flush();
            }
        }
    }

    /** Returns the number of rows of the table. */
    public static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM KV")) {
            result.next();
            return result.getLong(1);
        }
    }
}
