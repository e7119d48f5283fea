package io.minilsm.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Prints the rows of a query as they come, as a table or as JSON lines. For one thread. */
public final class ResultPrinter {
    private final CommandIo io;

    /** Makes a printer to standard output. */
    public ResultPrinter(CommandIo io) {
        this.io = io;
    }

    /** Prints each remaining row as an object with the columns' labels as names. */
    public void printJson(ResultSet result) throws SQLException, JsonProcessingException {
        ResultSetMetaData columns = result.getMetaData();
        JsonLines lines = new JsonLines(io.out());
        boolean reading = true;
        while (reading && result.next()) {
            ObjectNode row = JsonLines.object();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                putCell(row, columns.getColumnLabel(i), result.getObject(i));
            }
            lines.write(row);
            reading = io.hasReader();
        }
    }

    /** Prints the remaining rows in columns; returns how many there were. */
    public long printTable(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        int width = columns.getColumnCount();
        List<String> titles = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            titles.add(columns.getColumnLabel(i));
            right.add(isNumber(columns.getColumnType(i)));
        }
        TextTable table = new TextTable(io, titles, right);
        long count = 0;
        boolean reading = true;
        while (reading && result.next()) {
            List<String> cells = new ArrayList<>(width);
            for (int i = 1; i <= width; i++) {
                cells.add(text(result.getObject(i)));
            }
            reading = table.row(cells);
            count++;
        }
        table.end();
        return count;
    }

    private static void putCell(ObjectNode row, String name, Object cell) {
        if (cell instanceof byte[] bytes) {
            JsonLines.putBytes(row, name, bytes, Notation.TEXT);
        } else {
            row.set(name, JsonLines.tree(cell));
        }
    }

    private static String text(Object cell) {
        if (cell == null) {
            return "NULL";
        }
        byte[] bytes = cell instanceof byte[] raw ? raw : cell.toString().getBytes(StandardCharsets.UTF_8);
        return Notation.TEXT.value(bytes);
    }

    private static boolean isNumber(int type) {
        return switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.NUMERIC,
                    Types.DECIMAL -> true;
            default -> false;
        };
    }
}
