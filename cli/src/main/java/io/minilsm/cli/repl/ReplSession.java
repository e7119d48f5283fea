package io.minilsm.cli.repl;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.Notation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A session on one open store: each line is a command, answered in text. A command that cannot be carried out is
 * answered with a sentence, and the session goes on. For one thread; the store stays the caller's.
 */
public final class ReplSession {
    private static final Map<String, String> HELP = help();

    private final Store store;
    private final PrintWriter out;
    private final Notation notation;
    private final Function<Throwable, String> sentenceOf;

    /** How many fills there were: part of their values, so that a later fill is told from an earlier one. */
    private int epoch;

    /** A command's way of saying that its words are wrong; answered with the usage of the command. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** Makes a session that answers to {@code out}; {@code sentenceOf} words what the store throws. */
    public ReplSession(Store store, PrintWriter out, Notation notation, Function<Throwable, String> sentenceOf) {
        this.store = store;
        this.out = out;
        this.notation = notation;
        this.sentenceOf = sentenceOf;
    }

    /** Returns the names of all commands. */
    public static List<String> commandNames() {
        return HELP.keySet().stream().map(usage -> usage.split(" ")[0]).distinct().toList();
    }

    /** Carries out a line; returns false when it was the last one. */
    public boolean execute(String line) {
        String[] words = line.strip().split("\\s+");
        if (words[0].isEmpty()) {
            return true;
        }
        try {
            return execute(words);
        } catch (UsageException e) {
            answer(e.getMessage());
        } catch (IOException | RuntimeException e) {
            answer("failed: " + sentenceOf.apply(e));
        }
        return true;
    }

    private boolean execute(String[] words) throws IOException, UsageException {
        switch (words[0]) {
            case "fill" -> fill(words);
            case "put" -> put(words);
            case "del" -> del(words);
            case "get" -> get(words);
            case "scan" -> scan(words);
            case "dump" -> dump();
            case "flush" -> {
                store.flush();
                answer("flushed");
            }
            case "full_compaction" -> {
                store.compact(Range.all());
                answer("compacted");
            }
            case "help" -> HELP.forEach((usage, meaning) -> out.printf("%-16s %s%n", usage, meaning));
            case "quit", "close" -> {
                answer("closed");
                return false;
            }
            default -> throw new UsageException("no such command: " + words[0] + "; help lists the commands");
        }
        return true;
    }

    private void fill(String[] words) throws IOException, UsageException {
        requireWords(words, 3, 3, "fill FROM TO");
        long from = number(words[1]);
        long to = number(words[2]);
        if (to < from) {
            throw new UsageException("nothing to fill: from=" + from + ", to=" + to);
        }
        epoch++;
        for (long i = from; i <= to; i++) {
            store.put(bytes(Long.toString(i)), bytes("value" + i + "@" + epoch));
        }
        String count = Figures.counted(to - from + 1, "entry", "entries");
        answer("filled " + from + ".." + to + ": " + count + " of epoch " + epoch);
    }

    private void put(String[] words) throws IOException, UsageException {
        requireWords(words, 3, Integer.MAX_VALUE, "put KEY VALUE");
        String value = String.join(" ", Arrays.asList(words).subList(2, words.length));
        store.put(notation.parseKey(words[1]), bytes(value));
        answer("put " + words[1]);
    }

    private void del(String[] words) throws IOException, UsageException {
        requireWords(words, 2, 2, "del KEY");
        store.delete(notation.parseKey(words[1]));
        answer("deleted " + words[1]);
    }

    private void get(String[] words) throws IOException, UsageException {
        requireWords(words, 2, 2, "get KEY");
        byte[] value = store.get(notation.parseKey(words[1]));
        answer(value == null ? "no such key: " + words[1] : words[1] + "=" + notation.value(value));
    }

    private void scan(String[] words) throws IOException, UsageException {
        requireWords(words, 1, 3, "scan [FROM TO]");
        Range range = Range.all();
        if (words.length > 1) {
            requireWords(words, 3, 3, "scan [FROM TO]");
            byte[] last = notation.parseKey(words[2]);
            range = Range.of(notation.parseKey(words[1]), Arrays.copyOf(last, last.length + 1));
        }
        long count = 0;
        try (Cursor cursor = store.cursor(range)) {
            while (cursor.next()) {
                answer(notation.key(cursor.key()) + "=" + notation.value(cursor.value()));
                count++;
            }
        }
        answer(Figures.counted(count, "entry", "entries"));
    }

    private void dump() {
        StoreStats stats = store.stats();
        answer("memtables: " + Figures.count(stats.memtableBytes()) + " bytes, " + stats.frozenMemtables()
                + " waiting for their flush");
        for (StoreStats.Level level : stats.levels()) {
            answer("level " + level.level() + ": " + Figures.counted(level.tables(), "table", "tables") + ", "
                    + Figures.count(level.bytes()) + " bytes, "
                    + Figures.counted(level.entries(), "entry", "entries"));
        }
        answer("flushes: " + stats.flushes() + ", compactions: " + stats.compactions());
    }

    private static void requireWords(String[] words, int least, int most, String usage) throws UsageException {
        if (words.length < least || words.length > most) {
            throw new UsageException("usage: " + usage);
        }
    }

    private static long number(String word) throws UsageException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            UsageException usage = new UsageException("not a number: " + word);
            usage.initCause(e);
            throw usage;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void answer(String text) {
        out.print(text);
        out.print('\n');
    }

    private static Map<String, String> help() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("fill FROM TO", "put made-up values under the numbers FROM..TO");
        help.put("put KEY VALUE", "store a value; \\xNN in a key stands for a byte");
        help.put("del KEY", "remove a key");
        help.put("get KEY", "print the value of a key");
        help.put("scan [FROM TO]", "print all entries, or those from FROM up to and with TO");
        help.put("dump", "print what the store consists of");
        help.put("flush", "write what is in memory to tables");
        help.put("full_compaction", "merge all tables");
        help.put("quit", "close the store and leave; also: close");
        help.put("close", "the same as quit");
        help.put("help", "this list");
        return help;
    }
}
