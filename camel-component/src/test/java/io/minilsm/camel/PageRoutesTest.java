package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minilsm.camel.repository.MiniLsmIdempotentRepository;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.xml.in.ModelParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The XML and YAML routes of the component's page, run as they stand there but for their directories. */
@Timeout(60)
class PageRoutesTest extends CamelTest {
    private static final Pattern BLOCK = Pattern.compile("\\[source,(\\w+)]\\n----\\n(.*?)\\n----\\n", Pattern.DOTALL);

    @Test
    void linesOfAFileAreStoredByTheRoutesOfThePage() throws Exception {
        for (String language : List.of("xml", "yaml")) {
            Path work = Files.createDirectory(directory.resolve(language));
            Path inbox = Files.createDirectory(work.resolve("in"));
            Files.writeString(inbox.resolve("lines.tsv"), "a\t1\nb\t2\nc\t3\n");
            run(language, route(language, "file:in"), work);
            String store = "minilsm:" + work.resolve("data/lines");
            awaitCount(store, 3);
            assertEquals(
                    "b\t2",
                    send(store + "?operation=GET&key=b", "").getMessage().getBody(String.class));
        }
    }

    @Test
    void messagesOfAQueueAreStoredByTheRoutesOfThePage() throws Exception {
        for (String language : List.of("xml", "yaml")) {
            Path work = Files.createDirectory(directory.resolve(language));
            run(language, route(language, "seda:orders").replace("seda:orders", "seda:" + language), work);
            for (int i = 0; i < 100; i++) {
                template.sendBodyAndHeader("seda:" + language, "order " + i, "id", i);
            }
            String store = "minilsm:" + work.resolve("data/orders");
            awaitCount(store, 100);
            assertEquals(
                    "order 42",
                    send(store + "?operation=GET&key=order/42", "").getMessage().getBody(String.class));
        }
    }

    @Test
    void beanOfThePageIsMadeWithItsProperties() throws Exception {
        run("yaml", route("yaml", "type: io.minilsm.camel.repository"), directory);
        MiniLsmIdempotentRepository bean =
                context.getRegistry().lookupByNameAndType("files", MiniLsmIdempotentRepository.class);
        assertEquals("data/orders", bean.getDirectory());
        assertEquals("files", bean.getName());
    }

    private void awaitCount(String store, long expected) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Object count;
        do {
            count = send(store + "?operation=COUNT", null).getMessage().getBody();
        } while (!count.equals(expected) && System.nanoTime() < end);
        assertEquals(expected, count);
    }

    private void run(String language, String route, Path work) throws Exception {
        String placed = route.replace("minilsm:data/", "minilsm:" + work.resolve("data") + "/")
                .replace("file:in", "file:" + work.resolve("in"));
        if (language.equals("xml")) {
            context.addRouteDefinitions(new ModelParser(new StringReader("<routes>" + placed + "</routes>"))
                    .parseRoutesDefinition()
                    .orElseThrow()
                    .getRoutes());
        } else {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", placed));
        }
    }

    private static String route(String language, String source) throws Exception {
        List<String> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("src/main/docs/minilsm-component.adoc")));
        while (block.find()) {
            if (block.group(1).equals(language) && block.group(2).contains(source)) {
                found.add(block.group(2));
            }
        }
        assertEquals(1, found.size(), language + " routes from " + source);
        return found.get(0);
    }
}
