package io.minilsm.cli.ingest;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Lines of columns: tab-separated without quoting, or comma-separated with double quotes (RFC 4180). A column is named
 * by its title in the first line or by its number from 1. Cells need not be text: their bytes come out as they stood.
 */
public final class DelimitedRecords implements RecordFormat {
    /**
     * One character for each byte, both ways. Tab, comma and quote are no part of a longer character in UTF-8, so cells
     * can be cut without being decoded; decoding would give all that is no text the same replacement character.
     */
    private static final Charset TRANSPARENT = StandardCharsets.ISO_8859_1;

    private final boolean csv;
    private final boolean header;
    private final List<String> keys;
    private final String separator;
    private final String joint;
    private final String value;
    private List<String> titles;

    /**
     * Makes the format.
     *
     * @param csv comma and quotes rather than tab
     * @param header whether the first record holds the titles
     * @param keys columns whose texts, joined by the separator, are the key
     * @param value column of the value; null for the whole record as it is
     */
    public DelimitedRecords(boolean csv, boolean header, List<String> keys, String separator, String value) {
        this.csv = csv;
        this.header = header;
        this.keys = List.copyOf(keys);
        this.separator = separator;
        joint = new String(separator.getBytes(StandardCharsets.UTF_8), TRANSPARENT);
        this.value = value;
    }

    @Override
    public Entry entry(byte[] record, long number) throws BadRecordException {
        if (header && number == 1) {
            titles = split(record).stream().map(DelimitedRecords::decoded).toList();
            // Say at once what would else fail on the first record, or never in a file without any.
            for (String key : keys) {
                index(key, titles.size());
            }
            return null;
        }
        if (record.length == 0) {
            return null;
        }
        List<String> cells = split(record);
        StringJoiner key = new StringJoiner(joint);
        for (String column : keys) {
            key.add(cells.get(index(column, cells.size())));
        }
        byte[] bytes = value == null
                ? record
                : cells.get(index(value, cells.size())).getBytes(TRANSPARENT);
        return new Entry(key.toString().getBytes(TRANSPARENT), bytes);
    }

    @Override
    public String describe() {
        return (csv ? "csv" : "tsv") + " header=" + header + " key=" + keys + " separator=" + separator + " value="
                + (value == null ? "line" : value);
    }

    private int index(String column, int columns) throws BadRecordException {
        int index = titles == null ? -1 : titles.indexOf(column);
        if (index < 0 && column.matches("[1-9]\\d{0,5}")) {
            index = Integer.parseInt(column) - 1;
        }
        if (index < 0) {
            throw new BadRecordException("no such column: column=" + column + ", there are="
                    + (titles == null ? "the numbers 1.." + columns : titles));
        }
        if (index >= columns) {
            throw new BadRecordException("too few columns: column=" + column + ", actual=" + columns + " columns");
        }
        return index;
    }

    private List<String> split(byte[] record) throws BadRecordException {
        String line = new String(record, TRANSPARENT);
        return csv ? splitCsv(line) : List.of(line.split("\t", -1));
    }

    private static String decoded(String cell) {
        return new String(cell.getBytes(TRANSPARENT), StandardCharsets.UTF_8);
    }

    private static List<String> splitCsv(String line) throws BadRecordException {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            StringBuilder cell = new StringBuilder();
            at = at < line.length() && line.charAt(at) == '"'
                    ? readQuoted(line, at + 1, cell)
                    : readPlain(line, at, cell);
            cells.add(cell.toString());
            if (at < line.length() && line.charAt(at) != ',') {
                throw new BadRecordException("text behind a closing quote: position=" + at);
            }
            at++;
        }
        return cells;
    }

    private static int readPlain(String line, int from, StringBuilder cell) {
        int comma = line.indexOf(',', from);
        int end = comma < 0 ? line.length() : comma;
        cell.append(line, from, end);
        return end;
    }

    /** Reads to behind the closing quote; two quotes stand for one. */
    private static int readQuoted(String line, int from, StringBuilder cell) throws BadRecordException {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c != '"') {
                cell.append(c);
            } else if (at < line.length() && line.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                return at;
            }
        }
        throw new BadRecordException("a double quote is not closed: position=" + (from - 1));
    }
}
