package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.MiniLsm;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.format.FileHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the fixture of the current format version: a small store with all that the formats have, as a killed process
 * leaves it, and the list of its content.
 *
 * <p>Run once for each released format version, from the engine's directory, with the test classes on the class path;
 * the argument is {@code src/test/resources/fixtures}. A fixture of a released version is never made anew.
 */
final class FixtureStore {
    static final String CONTENT = "content.txt";
    static final String SPACE = "orders";

    private static final Options OPTIONS = Options.defaults()
            .withMemtableBytes(64 << 10)
            .withTableFileBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withCompactionStyle(CompactionStyle.NONE);

    private FixtureStore() {}

    /** Makes the fixture under the directory that is named. */
    public static void main(String[] arguments) throws IOException {
        Path fixture = Path.of(arguments[0]).resolve("format-" + FileHeader.FORMAT_VERSION);
        Path made = Files.createTempDirectory("fixture").resolve("store");
        Store store = MiniLsm.open(made, OPTIONS);
        fill(store);
        Files.createDirectories(fixture.resolve("store"));
        copy(made, fixture.resolve("store")); // While it is open: so a killed process leaves it.
        Files.write(fixture.resolve(CONTENT), content(store));
        store.close();
        MiniLsm.destroy(made);
    }

    private static void fill(Store store) throws IOException {
        KeySpace orders = store.keySpace(SPACE);
        for (int i = 0; i < 300; i++) {
            store.put(bytes(String.format("key%04d", i)), bytes("value " + i));
            orders.put(bytes("order" + i), bytes("item ".repeat(i % 7)));
        }
        store.put(bytes("large"), bytes("0123456789".repeat(1000)));
        store.compact(Range.all());
        for (int i = 0; i < 300; i += 3) {
            store.delete(bytes(String.format("key%04d", i)));
        }
        store.put(new byte[] {(byte) 0xFF, 0, (byte) 0x80}, new byte[0]);
        store.flush();
        for (int i = 0; i < 20; i++) {
            store.put(bytes(String.format("key%04d", i)), bytes("again " + i));
            orders.delete(bytes("order" + i));
        }
        store.put(bytes("last"), bytes("in the log only"), Durability.SYNC);
    }

    /** Returns a line for each entry: key space, key and value, what is not printable as hexadecimal escapes. */
    static List<String> content(Store store) throws IOException {
        List<String> lines = new ArrayList<>();
        addAll(lines, "", store.cursor(Range.all()));
        for (String name : store.keySpaceNames()) {
            addAll(lines, name, store.keySpace(name).cursor(Range.all()));
        }
        return lines;
    }

    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    private static void addAll(List<String> lines, String space, Cursor cursor) throws IOException {
        try (cursor) {
            while (cursor.next()) {
                lines.add("'" + space + "' " + text(cursor.key()) + " = " + text(cursor.value()));
            }
        }
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder("'");
        for (byte each : bytes) {
            boolean plain = each >= ' ' && each < 127 && each != '\\';
            text.append(plain ? String.valueOf((char) each) : String.format("\\x%02x", each));
        }
        return text.append('\'').toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
