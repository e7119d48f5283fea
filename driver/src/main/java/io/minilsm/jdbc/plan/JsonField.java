package io.minilsm.jdbc.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one field of a JSON document, as {@code ->>} gives it. The document is read as a stream and to its end, so that
 * the beginning of a broken one is not taken for the whole. Stateless.
 */
final class JsonField {
    /** Deepest path: no document may be deeper. */
    private static final int MAX_STEPS = 1000;

    /** Pools would keep buffers in the threads of callers. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_STEPS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonField() {}

    /**
     * Returns the text of a string, number or truth value, and the JSON of an object or array as it stands there.
     *
     * @param path {@code $}, steps {@code .name}, {@code ."name"} and {@code [index]}; or the name of a field, or the
     *     number of an element
     * @return null if there is no such field, if it is null, or if the document is no JSON
     */
    static String text(Object document, Object path) throws SQLException {
        List<Object> steps = steps(path);
        String json;
        try {
            json = SqlValues.toText(document);
        } catch (SQLException e) {
            if (SqlState.NOT_TEXT.code().equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                return null;
            }
            String found = find(parser, steps) ? valueOf(parser, json) : null;
            return endsWithItsRoot(parser) ? found : null;
        } catch (StreamConstraintsException e) {
            throw SqlErrors.of(SqlState.TOO_COMPLEX, "JSON too complex: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** Goes to the value at the end of the steps; of fields with the same name to the first one. */
    private static boolean find(JsonParser parser, List<Object> steps) throws IOException {
        for (Object step : steps) {
            boolean there = step instanceof Integer index ? findElement(parser, index) : findField(parser, step);
            if (!there) {
                return false;
            }
        }
        return true;
    }

    private static boolean findField(JsonParser parser, Object name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean same = parser.currentName().equals(name);
            parser.nextToken();
            if (same) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static boolean findElement(JsonParser parser, int index) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static String valueOf(JsonParser parser, String json) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        } else if (token.isScalarValue()) {
            return parser.getText();
        }
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return json.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    /** Reads on to the end; returns whether nothing follows the one value that a document is. */
    private static boolean endsWithItsRoot(JsonParser parser) throws IOException {
        boolean ended = parser.getParsingContext().inRoot();
        while (parser.nextToken() != null) {
            if (ended) {
                return false;
            }
            ended = parser.getParsingContext().inRoot();
        }
        return true;
    }

    private static List<Object> steps(Object path) throws SQLException {
        if (path instanceof Long index) {
            if (index < 0 || index > Integer.MAX_VALUE) {
                throw SqlErrors.of(SqlState.BAD_ARGUMENT, "element of a JSON array out of range: actual=" + index);
            }
            return List.of(index.intValue());
        }
        String text = SqlValues.toText(path);
        if (!text.startsWith("$")) {
            return List.of(text);
        }
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            int end = stepEnd(text, at);
            String step = end < 0 ? "" : text.substring(at, end);
            if (step.startsWith("[") && step.matches("\\[[0-9]{1,9}]")) {
                steps.add(Integer.valueOf(step.substring(1, step.length() - 1)));
            } else if (step.startsWith(".\"")) {
                steps.add(step.substring(2, step.length() - 1));
            } else if (step.startsWith(".") && step.length() > 1) {
                steps.add(step.substring(1));
            } else {
                throw badPath(text, at);
            }
            at = end;
            if (steps.size() > MAX_STEPS) {
                throw badPath(text, at);
            }
        }
        return steps;
    }

    /** Returns where the step that begins at an offset ends; -1 if a bracket or quote stays open. */
    private static int stepEnd(String text, int at) {
        if (text.charAt(at) == '[') {
            return text.indexOf(']', at) + 1 == 0 ? -1 : text.indexOf(']', at) + 1;
        } else if (text.startsWith(".\"", at)) {
            return text.indexOf('"', at + 2) + 1 == 0 ? -1 : text.indexOf('"', at + 2) + 1;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static SQLException badPath(String path, int at) {
        String shown = path.length() <= 60 ? path : path.substring(0, 60) + "...";
        return SqlErrors.of(
                SqlState.BAD_ARGUMENT,
                "bad JSON path: actual='" + shown + "', offset=" + at
                        + ", expected steps .name, .\"name\" or [index] behind $, at most " + MAX_STEPS);
    }
}
