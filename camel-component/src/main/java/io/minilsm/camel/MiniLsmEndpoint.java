package io.minilsm.camel;

import io.minilsm.api.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;

/**
 * Store messages in, and read them from, an embedded, ordered, durable key-value store.
 *
 * <p>Holds the options; producer and consumers do the work.
 */
@ManagedResource(description = "Managed MiniLSM endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "minilsm",
        title = "MiniLSM",
        syntax = "minilsm:directory",
        category = {Category.DATABASE},
        remote = false,
        headersClass = MiniLsmConstants.class)
public class MiniLsmEndpoint extends ScheduledPollEndpoint implements AsyncEndpoint {
    private final List<MiniLsmProducer> producers = new CopyOnWriteArrayList<>();
    private final List<MiniLsmConsumer> consumers = new CopyOnWriteArrayList<>();

    @UriPath
    @Metadata(required = true)
    private String directory;

    @UriParam
    private MiniLsmConfiguration configuration;

    @UriParam
    private MiniLsmConsumerConfiguration consumerConfiguration = new MiniLsmConsumerConfiguration();

    private Path path;

    /** Makes the endpoint; its directory and options are set by the component. */
    public MiniLsmEndpoint(String uri, MiniLsmComponent component, MiniLsmConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
        // What is there is delivered without a pause between two polls.
        setGreedy(true);
    }

    @Override
    public Producer createProducer() {
        return new MiniLsmProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        consumerConfiguration.check(getEndpointUri());
        MiniLsmConsumer consumer = consumerConfiguration.getConsume() == MiniLsmConsume.CHANGES
                ? new ChangeConsumer(this, processor)
                : new RangeConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public MiniLsmComponent getComponent() {
        return (MiniLsmComponent) super.getComponent();
    }

    /** Returns the directory as it was typed. */
    public String getDirectory() {
        return directory;
    }

    /** The directory of the store. It is made if it does not exist. */
    public void setDirectory(String directory) {
        this.directory = directory;
    }

    /** Returns the options. */
    public MiniLsmConfiguration getConfiguration() {
        return configuration;
    }

    /** The options of this endpoint. */
    public void setConfiguration(MiniLsmConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        consumerConfiguration.check(getEndpointUri());
        if (consumerConfiguration.getConsume() == MiniLsmConsume.CHANGES) {
            throw new UnsupportedOperationException("changes cannot be polled for: endpoint=" + getEndpointUri()
                    + ", expected it in from(...), or consume=scan");
        }
        PollingConsumer consumer = new RangePollingConsumer(this);
        configurePollingConsumer(consumer);
        return consumer;
    }

    /** Returns what makes bodies of values, and values of bodies. */
    ValueCodec newValueCodec() throws ClassNotFoundException {
        Class<?> valueType = configuration.getValueType() == null
                ? null
                : getCamelContext().getClassResolver().resolveMandatoryClass(configuration.getValueType());
        return new ValueCodec(
                getCamelContext(), getComponent().mapperFor(configuration), valueType, configuration.getMaxBodyBytes());
    }

    /** Returns the options of the consumer. */
    public MiniLsmConsumerConfiguration getConsumerConfiguration() {
        return consumerConfiguration;
    }

    /** The options that only the consumer uses. */
    public void setConsumerConfiguration(MiniLsmConsumerConfiguration consumerConfiguration) {
        this.consumerConfiguration = consumerConfiguration;
    }

    Path getPath() {
        return path;
    }

    void setPath(Path path) {
        this.path = path;
    }

    void started(MiniLsmProducer producer) {
        producers.add(producer);
    }

    void stopped(MiniLsmProducer producer) {
        producers.remove(producer);
    }

    void started(MiniLsmConsumer consumer) {
        consumers.add(consumer);
    }

    void stopped(MiniLsmConsumer consumer) {
        consumers.remove(consumer);
    }

    /** Returns the store if a producer or consumer of this endpoint runs, else null. */
    Store storeIfOpen() {
        for (MiniLsmProducer producer : producers) {
            Store store = producer.storeIfOpen();
            if (store != null) {
                return store;
            }
        }
        for (MiniLsmConsumer consumer : consumers) {
            Store store = consumer.storeIfOpen();
            if (store != null) {
                return store;
            }
        }
        return null;
    }

    /** Returns the messages that the running consumers delivered, well or badly. */
    @ManagedAttribute(description = "Messages that the running consumers delivered, well or badly")
    public long getDeliveredMessages() {
        return consumers.stream().mapToLong(MiniLsmConsumer::delivered).sum();
    }

    /** Returns the messages of the running consumers that failed. */
    @ManagedAttribute(description = "Messages of the running consumers that failed")
    public long getFailedMessages() {
        return consumers.stream().mapToLong(MiniLsmConsumer::failed).sum();
    }

    /** Returns the writes that wait for their durability now. */
    @ManagedAttribute(description = "Writes that wait for their durability now")
    public int getInFlightWrites() {
        return figures().inFlight();
    }

    /** Returns the bytes of keys and values in the writes that wait for their durability now. */
    @ManagedAttribute(description = "Bytes of keys and values in the writes that wait for their durability now")
    public long getInFlightBytes() {
        return figures().bytes();
    }

    /** Returns the writes of the running producers that ended, well or badly. */
    @ManagedAttribute(description = "Writes of the running producers that ended, well or badly")
    public long getFinishedWrites() {
        return figures().finished();
    }

    /** Returns the writes that had to wait because too many were in flight. */
    @ManagedAttribute(description = "Writes that had to wait because too many were in flight")
    public long getBackPressureWaits() {
        return figures().waits();
    }

    /** Returns the time that writes waited because too many were in flight, in milliseconds. */
    @ManagedAttribute(description = "Time that writes waited because too many were in flight, in milliseconds")
    public long getBackPressureMillis() {
        return figures().waitNanos() / 1_000_000;
    }

    private InFlightWrites.Figures figures() {
        return producers.stream()
                .map(MiniLsmProducer::figures)
                .reduce(InFlightWrites.Figures.NONE, InFlightWrites.Figures::plus);
    }
}
