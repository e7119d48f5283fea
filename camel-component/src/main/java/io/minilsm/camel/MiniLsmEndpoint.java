package io.minilsm.camel;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Store messages in, and read them from, an embedded, ordered, durable key-value store.
 *
 * <p>Holds the options; the producer does the work.
 */
@ManagedResource(description = "Managed MiniLSM endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "minilsm",
        title = "MiniLSM",
        syntax = "minilsm:directory",
        category = {Category.DATABASE},
        remote = false,
        producerOnly = true,
        headersClass = MiniLsmConstants.class)
public class MiniLsmEndpoint extends DefaultEndpoint implements AsyncEndpoint {
    private final List<MiniLsmProducer> producers = new CopyOnWriteArrayList<>();

    @UriPath
    @Metadata(required = true)
    private String directory;

    @UriParam
    private MiniLsmConfiguration configuration;

    private Path path;

    /** Makes the endpoint; its directory and options are set by the component. */
    public MiniLsmEndpoint(String uri, MiniLsmComponent component, MiniLsmConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() {
        return new MiniLsmProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("minilsm cannot be consumed from: endpoint=" + getEndpointUri()
                + ", expected it in to(...); to read, send with operation=SCAN or operation=GET");
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
