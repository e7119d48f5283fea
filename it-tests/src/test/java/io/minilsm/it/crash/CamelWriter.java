package io.minilsm.it.crash;

import io.minilsm.cli.torture.WriterTask;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Writes through a Camel route: each lane sends exchanges that are done when their write is durable. A step's puts are
 * one message with a map as its body.
 */
public final class CamelWriter {
    static final int LANES = 3;

    /** The sender waits until the route is done with its message. */
    private static final String QUEUE = "seda:in?concurrentConsumers=3&waitForTaskToComplete=Always";

    private CamelWriter() {}

    /** Takes the words of a {@link WriterTask}. */
    public static void main(String[] words) throws Exception {
        WriterTask task = WriterTask.begin(words);
        CamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(QUEUE).to("minilsm:" + task.store());
            }
        });
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        task.write(lane -> (step, changes) -> {
            Map<String, Object> body = new LinkedHashMap<>();
            changes.forEach(change -> body.put(change.key(), change.value()));
            Exchange exchange = template.send(
                    QUEUE, ExchangePattern.InOnly, sent -> sent.getIn().setBody(body));
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return WriterTask.Ack.DURABLE;
        });
    }
}
