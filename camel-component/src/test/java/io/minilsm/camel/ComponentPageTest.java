package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The tables of the component's page are those of the metadata. With {@code -Dminilsm.page.update=true} they are
 * written into the page instead of being compared.
 */
class ComponentPageTest {
    private static final Path PAGE = Path.of("src/main/docs/minilsm-component.adoc");

    @Test
    void tablesOfThePageAreThoseOfTheMetadata() throws Exception {
        String page = Files.readString(PAGE);
        String expected = page;
        for (String section : new String[] {"componentProperties", "properties", "headers"}) {
            expected = withTable(
                    expected, section, tableOf(section, Metadata.read().get(section)));
        }
        if (Boolean.getBoolean("minilsm.page.update")) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, page, "run this test with -Dminilsm.page.update=true and commit the page");
        }
    }

    private static String withTable(String page, String section, String table) {
        String start = "// " + section + " table: START\n";
        int from = page.indexOf(start) + start.length();
        int to = page.indexOf("// " + section + " table: END");
        if (from < start.length() || to < from) {
            throw new AssertionError("the page has no place for the table: " + section);
        }
        return page.substring(0, from) + table + page.substring(to);
    }

    private static String tableOf(String section, JsonNode options) {
        boolean headers = section.equals("headers");
        StringBuilder table = new StringBuilder(headers ? "[cols=\"3,5,2\"" : "[cols=\"2,5,1,2\"")
                .append(", options=\"header\"]\n|===\n")
                .append(headers ? "| Name | Description | Type\n" : "| Name | Description | Default | Type\n");
        options.fields().forEachRemaining(entry -> {
            JsonNode option = entry.getValue();
            table.append("\n| *").append(entry.getKey()).append("*");
            String group = option.path("group").asText();
            if (!headers && !group.equals("common") && !group.equals("producer")) {
                table.append(" (")
                        .append(group.replaceAll(".*\\((.*)\\)", "$1"))
                        .append(")");
            }
            table.append("\n| ").append(option.get("description").asText());
            if (option.has("enum")) {
                StringBuilder names = new StringBuilder();
                option.get("enum")
                        .forEach(name ->
                                names.append(names.isEmpty() ? "" : ", ").append(name.asText()));
                table.append(" One of: ").append(names).append('.');
            }
            if (!headers) {
                table.append(
                        option.has("defaultValue")
                                ? "\n| " + option.get("defaultValue").asText()
                                : "\n|");
            }
            table.append("\n| ")
                    .append(shortType(option.get("javaType").asText()))
                    .append('\n');
        });
        return table.append("|===\n").toString();
    }

    private static String shortType(String type) {
        return type.contains(" ") ? type.replaceAll("io\\.minilsm\\.camel\\.", "") : type.replaceAll("^.*\\.", "");
    }
}
