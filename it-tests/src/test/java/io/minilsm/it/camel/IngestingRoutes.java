package io.minilsm.it.camel;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A process with routes from files and from Kafka into a store, each record with its id at the source, and one that
 * copies what came in within the store by its changes. Prints a line for each record that it wrote, and goes on until
 * it is killed.
 */
final class IngestingRoutes {
    /** Prefix of what came from the sources. */
    static final String IN = "in/";

    /** Prefix of what was copied. */
    static final String OUT = "out/";

    private static final String FILE_ID = "${header.CamelFileNameOnly}#${exchangeProperty.CamelSplitIndex}";

    private IngestingRoutes() {}

    /** Starts with the store's directory, the one of the files, the address of the broker and the topic. */
    public static void main(String[] args) throws Exception {
        String store = "minilsm:" + args[0];
        DefaultCamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).process(IngestingRoutes::fail);
                from("file:" + args[1] + "?initialDelay=0&delay=50")
                        .split(body().tokenize("\n"))
                        .streaming()
                        .to(store + "?keyPrefix=" + IN + "&key=RAW(${body})&exactlyOnceId=RAW(" + FILE_ID + ")")
                        .process(exchange -> print("wrote"));
                from("kafka:" + args[3] + "?brokers=" + args[2] + "&groupId=g&autoOffsetReset=earliest"
                                + "&maxPollRecords=50&autoCommitIntervalMs=100&groupInstanceId=one")
                        .setHeader("id", simple("${header." + KafkaConstants.TOPIC + "}/${header."
                                + KafkaConstants.PARTITION + "}/${header." + KafkaConstants.OFFSET + "}"))
                        .to(store + "?keyPrefix=" + IN + "&key=RAW(${body})&exactlyOnceId=RAW(${header.id})")
                        .process(exchange -> print("wrote"));
                from(store + "?consume=changes&cursor=copy&keyPrefix=" + IN
                                + "&transacted=true&delay=20&initialDelay=0&maxMessagesPerPoll=20")
                        .to(store + "?keyPrefix=" + OUT)
                        .process(exchange -> print("copied"));
            }
        });
        context.start();
        Thread.currentThread().join();
    }

    private static void fail(Exchange exchange) {
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).printStackTrace();
    }

    /** One write of a whole line, so that lines of several threads do not mix and none stays in this process. */
    private static void print(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
