package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.cli.ingest.BadRecordException;
import io.minilsm.cli.ingest.DelimitedRecords;
import io.minilsm.cli.ingest.JsonRecords;
import io.minilsm.cli.ingest.RecordFormat;
import io.minilsm.cli.ingest.RecordReader;
import io.minilsm.cli.output.Notation;
import io.minilsm.cli.repl.ReplSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Targets of the command line. */
final class CliTargets {
    private static final int MAX_ANSWER_CHARS = 4 << 20;

    private static Store store;

    private CliTargets() {}

    /** Input: bytes, taken as a key, as a value, and as what somebody typed. */
    static void notation(FuzzInput input) {
        byte[] bytes = input.rest();
        String typed = FuzzInput.text(bytes);
        for (Notation notation : Notation.values()) {
            String shown = notation.key(bytes);
            require(Arrays.equals(notation.parseKey(shown), bytes), "key changes in a round trip: " + shown);
            require(shown.codePoints().noneMatch(Character::isISOControl), "control character is shown: " + shown);
            require(notation.value(bytes).indexOf('\n') < 0, "value on two lines");
            try {
                byte[] key = notation.parseKey(typed);
                require(Arrays.equals(notation.parseKey(notation.key(key)), key), "typed key changes: " + typed);
                byte[] value = notation.parseValue(typed);
                require(notation == Notation.HEX || new String(value, UTF_8).equals(typed), "typed value changes");
            } catch (IllegalArgumentException e) {
                require(e.getMessage().contains("actual="), "refused without words: " + e);
            }
        }
    }

    /** Input: kind of file, columns, file. */
    static void delimited(FuzzInput input) throws IOException {
        int switches = input.next();
        boolean csv = (switches & 1) != 0;
        List<String> keys = (switches & 4) != 0 ? List.of("1", "2") : List.of("1");
        String value = (switches & 8) != 0 ? "2" : null;
        byte[] file = input.rest();
        records(file, csv, new DelimitedRecords(csv, (switches & 2) != 0, keys, "/", value));
        if (csv) {
            quoted(file);
        }
    }

    /** Two cells in quotes must come back as they are. */
    private static void quoted(byte[] cells) throws IOException {
        String text = new String(cells, UTF_8).replace('\uFFFD', '.');
        int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        String key = text.substring(0, middle);
        String value = text.substring(middle);
        String line = '"' + key.replace("\"", "\"\"") + "\",\"" + value.replace("\"", "\"\"") + '"';
        RecordReader reader = new RecordReader(new ByteArrayInputStream((line + "\n").getBytes(UTF_8)), true);
        RecordFormat.Entry entry = new DelimitedRecords(true, false, List.of("1"), "/", "2").entry(reader.next(), 1);
        require(new String(entry.key(), UTF_8).equals(key), "quoted key changes: " + line);
        require(new String(entry.value(), UTF_8).equals(value), "quoted value changes: " + line);
        require(reader.next() == null, "record in two: " + line);
    }

    /** Input: pointers, file. */
    static void json(FuzzInput input) throws IOException {
        int switches = input.next();
        List<String> keys = (switches & 1) != 0 ? List.of("/id", "/a/0") : List.of("/id");
        records(input.rest(), false, new JsonRecords(keys, "/", (switches & 2) != 0 ? "/v" : null));
    }

    private static void records(byte[] file, boolean quoted, RecordFormat format) throws IOException {
        RecordReader reader = new RecordReader(new ByteArrayInputStream(file), quoted);
        try {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                try {
                    RecordFormat.Entry entry = format.entry(record, reader.number());
                    requireFaithful(entry, record);
                } catch (BadRecordException e) {
                    require(e.getMessage() != null, "refused without words");
                }
            }
        } catch (BadRecordException e) {
            require(e.getMessage().contains("record="), "refused without a place: " + e);
        }
        require(reader.offset() == file.length, "file not read to its end");
    }

    /** A question mark that the record does not have stands for what was no text: two keys would become one. */
    private static void requireFaithful(RecordFormat.Entry entry, byte[] record) {
        String line = new String(record, StandardCharsets.ISO_8859_1);
        if (entry != null && line.indexOf('?') < 0 && !line.toLowerCase(Locale.ROOT).contains("\\u003f")) {
            require(new String(entry.key(), StandardCharsets.ISO_8859_1).indexOf('?') < 0, "no text: " + line);
        }
        boolean replaced = entry != null && new String(entry.key(), UTF_8).indexOf('\uFFFD') >= 0;
        require(!replaced || !isText(entry.key()) || line.contains("\u00EF\u00BF\u00BD")
                || line.toLowerCase(Locale.ROOT).contains("\\ufffd"), "bytes replaced in a key: " + line);
    }

    private static boolean isText(byte[] bytes) {
        return Notation.textOrNull(bytes) != null;
    }

    /** Input: lines. */
    static void repl(FuzzInput input) throws IOException {
        if (store == null) {
            store = MiniLsm.openInMemory(Options.defaults());
        }
        StringWriter answers = new StringWriter();
        List<String> failures = new ArrayList<>();
        ReplSession session = new ReplSession(
                store, new PrintWriter(answers), Notation.TEXT, e -> sentence(e, failures));
        String lines = new String(input.rest(), StandardCharsets.ISO_8859_1);
        for (String line : lines.split("\n")) {
            if (line.strip().startsWith("fill") || line.length() > 1000) {
                continue; // As long as somebody wants it to be.
            }
            session.execute(line);
            require(failures.isEmpty(), "not a documented failure: " + failures);
            require(answers.getBuffer().length() < MAX_ANSWER_CHARS, "endless answer");
        }
    }

    private static String sentence(Throwable e, List<String> failures) {
        if (!(e instanceof IllegalArgumentException || e instanceof IOException) || e.getMessage() == null) {
            failures.add(e.toString());
        }
        return String.valueOf(e.getMessage());
    }
}
