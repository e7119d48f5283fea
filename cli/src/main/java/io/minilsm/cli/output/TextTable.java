package io.minilsm.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows in aligned columns. The first rows are kept until there are enough of them to choose the widths; later
 * ones are printed as they come, so that a long answer streams. For one thread.
 */
public final class TextTable {
    /** Rows from which the widths are chosen: more than a screen, little memory. */
    private static final int SAMPLE_ROWS = 200;

    /** Widest column that is padded; wider cells stick out. */
    private static final int MAX_WIDTH = 100;

    private final CommandIo io;
    private final List<String> titles;
    private final List<Boolean> rightAligned;
    private final List<List<String>> sample = new ArrayList<>();
    private int[] widths;
    private boolean reading = true;

    /** Makes a table with the titles of its columns; a column of numbers is right-aligned. */
    public TextTable(CommandIo io, List<String> titles, List<Boolean> rightAligned) {
        this.io = io;
        this.titles = titles;
        this.rightAligned = rightAligned;
    }

    /** Adds a row with as many cells as there are titles; returns false once nobody reads any more. */
    public boolean row(List<String> cells) {
        if (widths != null) {
            print(cells);
        } else {
            sample.add(cells);
            if (sample.size() == SAMPLE_ROWS) {
                printSample();
            }
        }
        return reading;
    }

    /** Prints what is still kept. */
    public void end() {
        if (widths == null) {
            printSample();
        }
    }

    private void printSample() {
        widths = new int[titles.size()];
        widen(titles);
        sample.forEach(this::widen);
        print(titles);
        print(titles.stream().map(title -> "").toList(), '-');
        sample.forEach(this::print);
        sample.clear();
    }

    private void widen(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.min(MAX_WIDTH, Math.max(widths[i], width(cells.get(i))));
        }
    }

    private void print(List<String> cells) {
        print(cells, ' ');
    }

    private void print(List<String> cells, char padding) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            boolean last = i == widths.length - 1 && padding == ' ' && !rightAligned.get(i);
            String pad = last ? "" : String.valueOf(padding).repeat(Math.max(0, widths[i] - width(cell)));
            line.append(i == 0 ? "" : "  ");
            line.append(rightAligned.get(i) ? pad + cell : cell + pad);
        }
        reading &= io.printLine(line.toString());
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
