package io.minilsm.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Lays out cells as lines of equal columns: the first one to the left, the others to the right. Stateless. */
public final class TextColumns {
    private TextColumns() {}

    /** Returns a line for each row. All rows are equally long. */
    public static List<String> lines(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ");
                line.append(i == 0 ? row.get(i) + padding : padding + row.get(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
