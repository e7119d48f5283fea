package io.minilsm.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;

/**
 * The component: makes endpoints, and owns what they share in one Camel context, which is the leases of open stores and
 * the threads on which exchanges are completed. Thread-safe once started.
 */
@Component("minilsm")
public class MiniLsmComponent extends HealthCheckComponent {
    /**
     * Threads that complete exchanges if nobody says otherwise: enough that routes which block for a while behind a
     * write do not hold up the others, few enough to be nothing in a small container.
     */
    private static final int DEFAULT_ACK_THREADS = 16;

    @Metadata
    private MiniLsmConfiguration configuration = new MiniLsmConfiguration();

    @Metadata(label = "producer,advanced", defaultValue = "" + DEFAULT_ACK_THREADS)
    private int ackThreads = DEFAULT_ACK_THREADS;

    private final OpenStores openStores;
    private final Map<String, String> cursors = new ConcurrentHashMap<>();
    private final AtomicLong producers = new AtomicLong();
    private final AtomicLong checkpoints = new AtomicLong();
    private final ObjectMapper defaultMapper =
            JsonMapper.builder().findAndAddModules().build();

    // Set by doStart, cleared by doStop.
    private volatile AckThreads acknowledgers;

    /** Makes the component; the context is set later. */
    public MiniLsmComponent() {
        this(null, OpenStores.shared());
    }

    /** Makes the component for a context. */
    public MiniLsmComponent(CamelContext context) {
        this(context, OpenStores.shared());
    }

    MiniLsmComponent(CamelContext context, OpenStores openStores) {
        super(context);
        this.openStores = openStores;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (String name : parameters.keySet()) {
            if (name.equalsIgnoreCase("directory")) {
                throw new IllegalArgumentException("directory given as an option: uri=" + uri
                        + ", expected it in the path only, as in minilsm:directory");
            }
        }
        Path directory = StoreDirectory.parse(remaining);
        MiniLsmEndpoint endpoint = new MiniLsmEndpoint(uri, this, configuration.copy());
        endpoint.setDirectory(remaining);
        setProperties(endpoint, parameters);
        endpoint.setPath(directory);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        acknowledgers = new AckThreads(getCamelContext().getExecutorServiceManager(), this, ackThreads);
    }

    @Override
    protected void doStop() throws Exception {
        AckThreads stopping = acknowledgers;
        acknowledgers = null;
        if (stopping != null) {
            stopping.close();
        }
        super.doStop();
    }

    /** Returns a lease of the endpoint's store, opening it if nobody in this JVM has. */
    StoreLease lease(MiniLsmEndpoint endpoint) throws Exception {
        return openStores.lease(
                endpoint.getPath(), endpoint.getConfiguration().toEngineOptions(), endpoint.getEndpointUri());
    }

    /** Makes the cursor this endpoint's, so that no two consumers move it; returns a name to release it by. */
    String claimCursor(MiniLsmEndpoint endpoint, Path directory, String cursor) {
        String claim = directory + "#" + cursor;
        String other = cursors.putIfAbsent(claim, endpoint.getEndpointUri());
        if (other != null) {
            throw new IllegalStateException("cursor is in use by another consumer: cursor=" + cursor + ", endpoint="
                    + endpoint.getEndpointUri() + ", in use by=" + other);
        }
        return claim;
    }

    void releaseCursor(String claim) {
        cursors.remove(claim);
    }

    AckThreads acknowledgers() {
        AckThreads running = acknowledgers;
        if (running == null) {
            throw new IllegalStateException("component minilsm is not started");
        }
        return running;
    }

    /** Returns a number that no other producer of this component has. */
    long nextProducerNumber() {
        return producers.incrementAndGet();
    }

    /** Returns a number that no other checkpoint of this component has. */
    long nextCheckpointNumber() {
        return checkpoints.incrementAndGet();
    }

    ObjectMapper mapperFor(MiniLsmConfiguration options) {
        return options.getObjectMapper() == null ? defaultMapper : options.getObjectMapper();
    }

    /** See {@link #setConfiguration}. */
    public MiniLsmConfiguration getConfiguration() {
        return configuration;
    }

    /** Options that all endpoints of the component start from. */
    public void setConfiguration(MiniLsmConfiguration configuration) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
    }

    /** See {@link #setAckThreads}. */
    public int getAckThreads() {
        return ackThreads;
    }

    /**
     * Threads on which exchanges go on once their write is durable. A route that goes on to write again does so in such
     * a thread, which then waits for the write.
     */
    public void setAckThreads(int ackThreads) {
        if (ackThreads < 1) {
            throw new IllegalArgumentException(
                    "ackThreads out of range: actual=" + ackThreads + ", expected at least 1");
        }
        this.ackThreads = ackThreads;
    }
}
