package io.minilsm.cli.demo;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.camel.MiniLsmConstants;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * The route of the demonstration: file, unpacked, split by line, handed to several threads, stored. A message counts as
 * durable when it comes out of the sink, which is when the disk has it.
 *
 * <p>The counts are written by Camel's threads and may be read by any.
 */
final class DemoRoute extends RouteBuilder {
    /** Messages between splitter and sink; bounds the memory, whatever the size of the file. */
    private static final int QUEUE_SIZE = 2000;

    private static final int MEMTABLE_BYTES = 1 << 20;

    private static final JsonPointer ID = JsonPointer.compile("/id");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path file;
    private final Path store;
    private final int threads;
    private final AtomicLong durable = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** Makes the route from a gzip-packed file of JSON lines to a store. */
    DemoRoute(Path file, Path store, int threads) {
        this.file = file;
        this.store = store;
        this.threads = threads;
    }

    @Override
    public void configure() {
        onException(Exception.class).handled(true).process(this::fail);

        from("file:" + file.getParent() + "?fileName=" + file.getFileName() + "&noop=true&initialDelay=0")
                .routeId("messages")
                .process(DemoRoute::unpack)
                .split(body().tokenize("\n"))
                .streaming()
                .to("seda:messages?size=" + QUEUE_SIZE + "&blockWhenFull=true");

        from("seda:messages?size=" + QUEUE_SIZE + "&concurrentConsumers=" + threads)
                .routeId("store")
                .process(this::name)
                .to(sink(store))
                .process(exchange -> durable.incrementAndGet());
    }

    /**
     * Returns the URI of the sink. The memtables are small, so that so few messages too go through all of the engine:
     * log, flushes, tables, compaction.
     */
    static String sink(Path store) {
        return "minilsm:" + store + "?durability=SYNC&memtableBytes=" + MEMTABLE_BYTES;
    }

    /** Returns how many messages were acknowledged as durable. */
    long durable() {
        return durable.get();
    }

    /** Returns the first failure; null if there was none. */
    Exception failure() {
        return failure.get();
    }

    private static void unpack(Exchange exchange) throws Exception {
        exchange.getMessage().setBody(new GZIPInputStream(exchange.getMessage().getMandatoryBody(InputStream.class)));
    }

    private void name(Exchange exchange) throws Exception {
        String message = exchange.getMessage().getMandatoryBody(String.class);
        exchange.getMessage().setHeader(MiniLsmConstants.KEY, mapper.readTree(message).at(ID).asText());
    }

    private void fail(Exchange exchange) {
        failure.compareAndSet(null, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }
}
