package io.minilsm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Notation;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the entries of a range in key order. */
@Command(
        name = "scan",
        description = "Prints entries in key order, one per line: key, tab, value.",
        mixinStandardHelpOptions = true)
final class ScanCommand extends StoreCommand {
    @Option(names = "--from", paramLabel = "KEY", description = "First key.")
    private String from;

    @Option(names = "--to", paramLabel = "KEY", description = "First key behind the range: not printed itself.")
    private String to;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only keys that start with this.")
    private String prefix;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many entries.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--reverse", description = "From the last key to the first.")
    private boolean reverse;

    @Option(names = "--keys-only", description = "Without the values.")
    private boolean keysOnly;

    @Option(names = "--count", description = "Only print how many entries there are.")
    private boolean countOnly;

    @Mixin
    private EntryOptions entry;

    @Override
    public Integer call() throws IOException {
        Range range = range();
        if (limit < 0) {
            throw badArguments("limit out of range: actual=" + limit + ", expected=0 or more");
        }
        long count = 0;
        try (Store store = openToRead();
                Cursor cursor = existingSpace(store, entry.space()).cursor(range)) {
            boolean reading = true;
            while (reading && count < limit && (reverse ? cursor.prev() : cursor.next())) {
                count++;
                reading = countOnly || print(cursor);
            }
        }
        if (countOnly && isJson()) {
            json().write(JsonLines.object().put("count", count));
        } else if (countOnly) {
            io().printLine(Long.toString(count));
        }
        return ExitCode.DONE;
    }

    private boolean print(Cursor cursor) throws IOException {
        Notation notation = entry.notation();
        if (isJson()) {
            ObjectNode object = JsonLines.putBytes(JsonLines.object(), "key", cursor.key(), notation);
            json().write(keysOnly ? object : JsonLines.putBytes(object, "value", cursor.value(), notation));
            return io().hasReader();
        }
        String key = notation.key(cursor.key());
        return io().printLine(keysOnly ? key : key + '\t' + notation.value(cursor.value()));
    }

    private Range range() {
        Notation notation = entry.notation();
        if (prefix == null) {
            return Range.of(
                    from == null ? null : notation.parseKey(from), to == null ? null : notation.parseKey(to));
        }
        if (from != null || to != null) {
            throw badArguments("--prefix and --from/--to exclude each other");
        }
        return Range.prefix(notation.parseKey(prefix));
    }
}
