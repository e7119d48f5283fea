package io.minilsm.it.camel;

import io.minilsm.camel.MiniLsmConstants;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A process with a route from a queue with four consumers into a store. Prints the number of each message once its
 * exchange has come out of the store, and goes on until it is killed. Every fifth message is a batch.
 */
final class AcknowledgingRoute {
    /** Entries of a batch. */
    static final int BATCH_ENTRIES = 4;

    private static final String QUEUE = "seda:in?size=500&blockWhenFull=true";

    private AcknowledgingRoute() {}

    /** Starts with the store's directory and the number of the first message. */
    public static void main(String[] args) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).process(AcknowledgingRoute::fail);
                from(QUEUE + "&concurrentConsumers=4")
                        .to("minilsm:" + args[0])
                        .process(
                                exchange -> print("ack " + exchange.getMessage().getHeader("number")));
            }
        });
        context.start();
        print("started");
        ProducerTemplate template = context.createProducerTemplate();
        for (long number = Long.parseLong(args[1]); ; number++) {
            Map<String, Object> headers = new LinkedHashMap<>();
            headers.put("number", number);
            if (!isBatch(number)) {
                headers.put(MiniLsmConstants.KEY, key(number, 0));
            }
            template.sendBodyAndHeaders(QUEUE, isBatch(number) ? batch(number) : value(number, 0), headers);
        }
    }

    static boolean isBatch(long number) {
        return number % 5 == 0;
    }

    static String key(long number, int entry) {
        return String.format(Locale.ROOT, "%012d/%d", number, entry);
    }

    static String value(long number, int entry) {
        return "value " + number + "/" + entry + " " + "x".repeat((int) (number % 300));
    }

    private static Map<String, String> batch(long number) {
        Map<String, String> batch = new LinkedHashMap<>();
        for (int entry = 0; entry < BATCH_ENTRIES; entry++) {
            batch.put(key(number, entry), value(number, entry));
        }
        return batch;
    }

    private static void fail(Exchange exchange) {
        print("failed " + exchange.getProperty(Exchange.EXCEPTION_CAUGHT));
    }

    /** One write of a whole line, so that lines of several threads do not mix and none stays in this process. */
    private static void print(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
