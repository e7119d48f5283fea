package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths an endpoint takes, and what never chooses one. */
class PathsTest extends CamelTest {
    @ParameterizedTest
    @CsvSource({
        "minilsm:data,data",
        "minilsm://data,data",
        "minilsm:/var/data,/var/data",
        "minilsm:a b/c,a b/c",
        "minilsm:a%20b,a b",
        "minilsm:größe/世界,größe/世界",
        "minilsm:a/../b,a/../b",
        "minilsm:C:/data,C:/data",
        "minilsm:a#b,a#b",
        "minilsm:50%,50%",
    })
    void pathIsTakenAsTypedButForPercentCodes(String uri, String expected) {
        MiniLsmEndpoint endpoint = (MiniLsmEndpoint) context.getEndpoint(uri);
        assertEquals(expected, endpoint.getDirectory());
        assertEquals(Path.of(expected), endpoint.getPath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minilsm:${header.dir}",
                "minilsm:data/${date:now:yyyy}",
                "minilsm:data/%24%7Bheader.dir%7D",
                "minilsm:~",
                "minilsm:~/data",
                "minilsm:file:/data",
                "minilsm:http://host/data",
                "minilsm:jar:file:/x!/y",
                "minilsm:\\\\host\\share",
            })
    void pathThatWouldNotMeanWhatItSeemsToIsRefused(String uri) {
        ResolveEndpointFailedException refused =
                assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint(uri));
        assertTrue(refused.getMessage().contains("expected"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"minilsm:a\u0000b", "minilsm:a%00b", "minilsm: ", "minilsm:", "minilsm://", "minilsm:%20"})
    void pathThatIsNoneIsRefused(String uri) {
        assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint(uri));
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "DIRECTORY", "Directory"})
    void optionCannotOverrideThePath(String name) {
        ResolveEndpointFailedException refused = assertThrows(
                ResolveEndpointFailedException.class, () -> context.getEndpoint(store(name + "=/tmp/elsewhere")));
        assertTrue(refused.getMessage().contains("directory given as an option"), refused.getMessage());
    }

    @Test
    void unknownOptionIsRefused() {
        // The others load classes, run scripts or write files elsewhere.
        for (String option : List.of("enableWall", "INIT", "socketFactory", "load_extension", "loggerFile", "jndi")) {
            assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint(store(option + "=true")));
        }
    }

    @Test
    void placeholderIsResolved() throws Exception {
        context.getPropertiesComponent()
                .addInitialProperty("dir", directory.resolve("placed").toString());
        send("minilsm:{{dir}}", "v", MiniLsmConstants.KEY, "k");
        Exchange found = send("minilsm:" + directory.resolve("placed") + "?operation=GET", "k");
        assertEquals("v", found.getMessage().getBody(String.class));
    }

    @Test
    void directoryThatIsAFileFailsTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "not a store");
        Exception failure =
                assertThrows(Exception.class, () -> send("minilsm:" + file, "v", MiniLsmConstants.KEY, "k"));
        assertTrue(failure.getMessage().contains("file"), failure.getMessage());
        assertEquals("not a store", Files.readString(file));
    }

    @Test
    void endpointCannotBeConsumedFromUnlessItSaysWhat() {
        Exception refused = assertThrows(
                Exception.class,
                () -> addRoutes(routes -> routes.from(store("")).to("mock:x")));
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(cause.getMessage().startsWith("option consume is missing"), cause.getMessage());
    }
}
