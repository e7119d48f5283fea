package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** The workloads that put entries. For one thread. */
final class Writes {
    /** Entries per batch where a store is only made ready. */
    private static final int LOAD_BATCH = 1000;

    private final DataSet data;
    private final long maxMillis;
    private final int patience;

    Writes(DataSet data, long maxMillis, int patience) {
        this.data = data;
        this.maxMillis = maxMillis;
        this.patience = patience;
    }

    /** Which entry comes at which position. */
    interface Order {
        int at(int position);
    }

    /** Puts entries one by one, all of them or as many as the time allows. */
    Measurement puts(Row row, Peer peer, Order order, int version) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        Lane lane = new Lane();
        Meter meter = new Meter(row);
        lane.run(data.entries(), maxMillis, patience, number -> {
            int index = order.at(number);
            data.key(index, key);
            data.value(index, version, value);
            peer.put(key, value);
        });
        return meter.end(List.of(lane), Meter.Work.writes(data.bytesOf(lane.operations())));
    }

    /** Puts entries in the shuffled order in batches. */
    Measurement batches(Row row, Peer peer, int size) throws Exception {
        byte[][] keys = new byte[size][];
        byte[][] values = new byte[size][];
        for (int i = 0; i < size; i++) {
            keys[i] = data.newKey();
            values[i] = data.newValue();
        }
        Lane lane = new Lane();
        Meter meter = new Meter(row);
        lane.run(data.entries() / size, maxMillis, patience, number -> {
            for (int i = 0; i < size; i++) {
                int index = data.shuffled(number * size + i);
                data.key(index, keys[i]);
                data.value(index, 0, values[i]);
            }
            peer.putBatch(keys, values, size);
        });
        return meter.end(
                List.of(lane), new Meter.Work(size, data.bytesOf(lane.operations() * size), true));
    }

    /** Puts the rest of the shuffled order from a position on, unmeasured. */
    void load(Peer peer, int from) throws Exception {
        byte[][] keys = new byte[LOAD_BATCH][];
        byte[][] values = new byte[LOAD_BATCH][];
        int filled = 0;
        for (int position = from; position < data.entries(); position++) {
            int index = data.shuffled(position);
            keys[filled] = data.newKey();
            values[filled] = data.newValue();
            data.key(index, keys[filled]);
            data.value(index, 0, values[filled]);
            filled++;
            if (filled == LOAD_BATCH || position == data.entries() - 1) {
                peer.putBatch(keys, values, filled);
                filled = 0;
            }
        }
    }

    /** Puts from several threads for a time, each put acknowledged for itself. */
    Measurement parallelPuts(Row row, Peer peer, int threads, long millis, Slices slices) throws Exception {
        AtomicInteger next = new AtomicInteger();
        return slices.measure(
                row, millis, 1, data.bytesOf(1), peer::logForces, turn -> putTogether(peer, threads, turn, next));
    }

    private List<Lane> putTogether(Peer peer, int threads, long millis, AtomicInteger next) throws Exception {
        List<Lane> lanes = new ArrayList<>();
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Lane lane = new Lane();
            lanes.add(lane);
            calls.add(() -> {
                byte[] key = data.newKey();
                byte[] value = data.newValue();
                lane.runByClock(Integer.MAX_VALUE, millis, number -> {
                    int index = data.shuffled(next.getAndIncrement() % data.entries());
                    data.key(index, key);
                    data.value(index, 0, value);
                    peer.put(key, value);
                });
                return null;
            });
        }
        Meter.together(calls);
        return lanes;
    }
}
