package io.minilsm.camel;

import io.minilsm.api.History;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;

/** Shows the endpoints of a Camel context and the stores behind them, as text and as JSON. Thread-safe. */
@DevConsole(name = "minilsm", displayName = "MiniLSM", description = "MiniLSM endpoints and their stores")
public final class MiniLsmDevConsole extends AbstractDevConsole {
    /** Makes the console; Camel does, by the name in its services. */
    public MiniLsmDevConsole() {
        super("camel", "minilsm", "MiniLSM", "MiniLSM endpoints and their stores");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        List<Map<String, Object>> endpoints = new ArrayList<>();
        Map<String, Map<String, Object>> stores = new LinkedHashMap<>();
        for (Endpoint endpoint : getCamelContext().getEndpoints()) {
            if (endpoint instanceof MiniLsmEndpoint own) {
                endpoints.add(figuresOf(own));
                Store store = own.storeIfOpen();
                if (store != null) {
                    stores.computeIfAbsent(store.directory().toString(), directory -> figuresOf(store));
                }
            }
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("endpoints", endpoints);
        root.put("stores", new ArrayList<>(stores.values()));
        return root;
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        doCallJson(options).forEach((what, all) -> {
            for (Object one : (List<?>) all) {
                String separator = what.equals("stores") ? "store: " : "endpoint: ";
                for (Map.Entry<?, ?> figure : ((Map<?, ?>) one).entrySet()) {
                    text.append(separator).append(figure.getKey()).append('=').append(figure.getValue());
                    separator = ", ";
                }
                text.append('\n');
            }
        });
        return text.toString();
    }

    private static Map<String, Object> figuresOf(MiniLsmEndpoint endpoint) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("uri", endpoint.getEndpointUri());
        figures.put("directory", endpoint.getDirectory());
        figures.put("inFlightWrites", endpoint.getInFlightWrites());
        figures.put("inFlightBytes", endpoint.getInFlightBytes());
        figures.put("finishedWrites", endpoint.getFinishedWrites());
        figures.put("backPressureWaits", endpoint.getBackPressureWaits());
        figures.put("backPressureMillis", endpoint.getBackPressureMillis());
        figures.put("deliveredMessages", endpoint.getDeliveredMessages());
        figures.put("failedMessages", endpoint.getFailedMessages());
        return figures;
    }

    private static Map<String, Object> figuresOf(Store store) {
        StoreStats stats = store.stats();
        History history = store.history().orElse(null);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("directory", store.directory().toString());
        figures.put("visibleSequence", stats.visibleSequence());
        figures.put("durableSequence", stats.durableSequence());
        figures.put("entriesWritten", stats.entriesWritten());
        figures.put("gets", stats.gets());
        figures.put("walForces", stats.walForces());
        figures.put("walBytes", stats.walBytes());
        figures.put("memtableBytes", stats.memtableBytes());
        figures.put("tableBytes", stats.tableBytes());
        figures.put("cacheBytes", stats.cacheBytes());
        figures.put("stallMillis", stats.stallNanos() / 1_000_000);
        figures.put("historyFirstSequence", history == null ? -1 : history.firstSequence());
        figures.put("historyBytes", history == null ? 0 : history.bytes());
        return figures;
    }
}
