package io.minilsm.cli;

import io.minilsm.cli.output.Notation;
import picocli.CommandLine.Option;

/** The options of commands on single entries. Filled by the parser, then only read. */
final class EntryOptions {
    @Option(names = "--hex", description = "Keys and values are hexadecimal digits, read and written.")
    private boolean hex;

    @Option(
            names = "--space",
            paramLabel = "NAME",
            description = "The key space; without it the store's plain keys, which are the SQL table KV.")
    private String space;

    Notation notation() {
        return hex ? Notation.HEX : Notation.TEXT;
    }

    String space() {
        return space;
    }
}
