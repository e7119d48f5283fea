package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A parsed URL: {@code jdbc:minilsm:PATH[?option=value&...]} or {@code jdbc:minilsm:mem:[NAME][?...]}. The path stands
 * as it is: nothing is decoded or expanded. User and password are taken and forgotten.
 *
 * @param url as given, but without user and password, so that it can be shown
 * @param memoryName name of a store in memory, empty for a nameless one; null for a directory
 * @param directory null for a store in memory
 * @param options of the URL and the properties
 */
record ConnectionUrl(String url, String memoryName, Path directory, ConnectionOptions options) {
    static final String PREFIX = "jdbc:minilsm:";

    private static final String MEMORY = "mem:";

    /** Longer ones are a mistake: no file system takes such a path. */
    private static final int MAX_CHARS = 16 << 10;

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    /** Returns whether the URL is for this driver. */
    static boolean isOurs(String url) {
        return url != null && url.startsWith(PREFIX);
    }

    static ConnectionUrl parse(String url, Properties properties) throws SQLException {
        if (url.length() > MAX_CHARS) {
            throw refused("URL too long: actual=" + url.length() + ", expected at most " + MAX_CHARS + " characters");
        }
        int question = url.indexOf('?');
        String target = url.substring(PREFIX.length(), question < 0 ? url.length() : question);
        ConnectionOptions options = new ConnectionOptions();
        StringJoiner shown = new StringJoiner("&", PREFIX + target + '?', "").setEmptyValue(PREFIX + target);
        if (question >= 0 && question + 1 < url.length()) {
            for (String pair : url.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    throw refused(
                            "option without a value: '" + DriverOption.printable(pair) + "', expected name=value");
                }
                String name = pair.substring(0, equals);
                set(options, name, pair.substring(equals + 1));
                if (!isForgotten(name)) {
                    shown.add(pair);
                }
            }
        }
        for (Map.Entry<String, String> each : strings(properties).entrySet()) {
            set(options, each.getKey(), each.getValue());
        }
        if (target.startsWith(MEMORY)) {
            return new ConnectionUrl(shown.toString(), memoryName(target.substring(MEMORY.length())), null, options);
        }
        return new ConnectionUrl(shown.toString(), null, directory(target), options);
    }

    private static void set(ConnectionOptions options, String name, String value) throws SQLException {
        if (!isForgotten(name)) {
            options.set(name, value);
        }
    }

    private static boolean isForgotten(String name) {
        return name.equals("user") || name.equals("password");
    }

    /** Properties as text, those of its defaults included; values that are no text by their toString. */
    private static Map<String, String> strings(Properties properties) {
        Map<String, String> strings = new TreeMap<>();
        if (properties != null) {
            for (String name : properties.stringPropertyNames()) {
                strings.put(name, properties.getProperty(name));
            }
            properties.forEach((name, value) -> strings.put(String.valueOf(name), String.valueOf(value)));
        }
        return strings;
    }

    private static String memoryName(String name) throws SQLException {
        if (!name.matches("[A-Za-z0-9_.-]{0,128}")) {
            throw refused("bad name of a store in memory: '" + DriverOption.printable(name)
                    + "', expected letters, digits, _ . or -, at most 128");
        }
        return name;
    }

    private static Path directory(String path) throws SQLException {
        String shown = "'" + DriverOption.printable(path.length() <= 200 ? path : path.substring(0, 200) + "...") + "'";
        if (path.isBlank()) {
            throw refused("no path: expected " + PREFIX + "/path/to/directory or " + PREFIX + "mem:name");
        } else if (path.chars().anyMatch(Character::isISOControl)) {
            throw refused("control character in the path: " + shown);
        } else if (SCHEME.matcher(path).matches()) {
            String scheme = path.substring(0, path.indexOf(':')).toLowerCase(Locale.ROOT);
            throw refused("the path has a scheme: '" + scheme + ":', expected a plain path or mem:name");
        } else if (path.startsWith("//") || path.startsWith("\\\\")) {
            throw refused("the path names a host: " + shown + ", expected a local path with one slash");
        } else if (path.startsWith("~")) {
            throw refused("~ is not expanded: " + shown + ", expected the whole path");
        } else if (path.endsWith(" ") || path.startsWith(" ")) {
            throw refused("blank at an end of the path: " + shown);
        }
        try {
            Path directory = Path.of(path);
            String last = String.valueOf(directory.getFileName());
            if (last.endsWith(".") && !last.equals(".") && !last.equals("..")) {
                throw refused("dot at the end of the path: " + shown);
            }
            return directory;
        } catch (InvalidPathException e) {
            throw SqlErrors.of(SqlState.CANNOT_CONNECT, "bad path: " + shown + ": " + e.getReason(), e);
        }
    }

    private static SQLException refused(String what) {
        return SqlErrors.of(SqlState.CANNOT_CONNECT, what);
    }
}
