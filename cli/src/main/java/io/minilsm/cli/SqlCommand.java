package io.minilsm.cli;

import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.ResultPrinter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs SQL statements through the JDBC driver and prints what they return. */
@Command(
        name = "sql",
        description = "Runs SQL statements and prints what they return. Each is durable when it returns.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: minilsm sql DIR \"SELECT K, V FROM KV WHERE K LIKE 'a%' LIMIT 3\"",
            "In a pipe: echo \"SELECT COUNT(*) FROM KV;\" | minilsm sql DIR"
        })
final class SqlCommand extends StoreCommand {
    @Parameters(
            index = "1",
            arity = "0..*",
            paramLabel = "STATEMENT",
            description = "The statements; without one they are read from standard input, each ended by ; at a line's"
                    + " end.")
    private List<String> statements = List.of();

    @Override
    public Integer call() throws SQLException, IOException {
        requireDirectory();
        try (Connection connection = DriverManager.getConnection(url(directory()));
                Statement statement = connection.createStatement()) {
            if (statements.isEmpty()) {
                runInput(statement);
            } else {
                for (String sql : statements) {
                    run(statement, sql);
                }
            }
        }
        return ExitCode.DONE;
    }

    /** Returns the driver's URL for a store that is there. */
    static String url(Path directory) {
        return "jdbc:minilsm:" + directory.toAbsolutePath().normalize() + "?createIfMissing=false";
    }

    private void runInput(Statement statement) throws SQLException, IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(io().in(), StandardCharsets.UTF_8));
        StringBuilder sql = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            sql.append(line).append('\n');
            if (line.stripTrailing().endsWith(";")) {
                run(statement, sql.toString());
                sql.setLength(0);
            }
        }
        if (!sql.toString().isBlank()) {
            run(statement, sql.toString());
        }
    }

    private void run(Statement statement, String sql) throws SQLException, IOException {
        long start = System.nanoTime();
        boolean isQuery = statement.execute(sql);
        if (!isQuery) {
            int changed = statement.getUpdateCount();
            if (isJson()) {
                json().write(JsonLines.object().put("updateCount", changed));
            } else {
                io().printLine(rows(changed) + " changed in " + Figures.time(System.nanoTime() - start) + ", durable");
            }
            return;
        }
        try (ResultSet result = statement.getResultSet()) {
            ResultPrinter printer = new ResultPrinter(io());
            if (isJson()) {
                printer.printJson(result);
            } else {
                long count = printer.printTable(result);
                io().printLine(rows(count) + " in " + Figures.time(System.nanoTime() - start));
            }
        }
    }

    private static String rows(long count) {
        return Figures.counted(count, "row", "rows");
    }
}
