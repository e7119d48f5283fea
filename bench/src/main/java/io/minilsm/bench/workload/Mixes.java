package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Fold;
import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerReader;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The workloads that read and change a store in which all entries are, of whatever version. For one thread. */
final class Mixes {
    /** What most stores can do with a part of one processor, so that a latency says how steady they are. */
    private static final long STEADY_PER_SECOND = 20_000;

    private static final int STEADY_VERSION = 3;
    private static final int YCSB_VERSION = 4;
    private static final long SEED = 7;

    /** Neighbours that are deleted together, and kept together. */
    private static final int DELETE_RUN = 1000;

    private final DataSet data;
    private final Peer peer;
    private final long maxMillis;
    private final int patience;

    Mixes(DataSet data, Peer peer, long maxMillis, int patience) {
        this.data = data;
        this.peer = peer;
        this.maxMillis = maxMillis;
        this.patience = patience;
    }

    /** Gets and puts in turn, with one put among {@code putEvery} operations, of entries drawn by popularity. */
    Measurement zipfian(Row row, int putEvery) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        Zipfian drawn = new Zipfian(data, SEED + putEvery);
        Lane lane = new Lane();
        try (PeerReader reader = peer.reader()) {
            Lane.Operation operation = number -> {
                int index = drawn.at(number);
                data.key(index, key);
                if (number % putEvery == 0) {
                    data.value(index, YCSB_VERSION, value);
                    peer.put(key, value);
                } else {
                    data.check(index, DataSet.ANY_VERSION, value, reader.get(key, value));
                }
            };
            Lane.warmUp(maxMillis, operation);
            Meter.settle();
            Meter meter = new Meter(row);
            lane.run(Integer.MAX_VALUE, maxMillis, patience, operation);
            long puts = (lane.operations() + putEvery - 1) / putEvery;
            return meter.end(List.of(lane), Meter.Work.writes(data.bytesOf(puts)));
        }
    }

    /** Puts at a given rate; a latency begins when the put was due, so that a stall counts for all who wait. */
    Measurement steady() throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        long stepNanos = TimeUnit.SECONDS.toNanos(1) / STEADY_PER_SECOND;
        Lane lane = new Lane();
        Meter meter = new Meter(Row.STEADY);
        lane.runPaced(stepNanos, maxMillis, number -> {
            int index = data.shuffled(number % data.entries());
            data.key(index, key);
            data.value(index, STEADY_VERSION, value);
            peer.put(key, value);
        });
        Measurement measured = meter.end(List.of(lane), Meter.Work.writes(data.bytesOf(lane.operations())));
        boolean kept = measured.perSecond() > 0.98 * STEADY_PER_SECOND;
        return kept ? measured : measured.withNote("fell behind the rate of " + STEADY_PER_SECOND + " puts per second");
    }

    /** Deletes every other run of neighbours, and walks once over what is left. */
    List<Measurement> deleteAndScan() throws Exception {
        byte[] key = data.newKey();
        int runs = Math.max(1, data.entries() / (2 * DELETE_RUN));
        Lane deleting = new Lane();
        Meter deletes = new Meter(Row.DELETE);
        deleting.run(runs * DELETE_RUN, maxMillis, patience, number -> {
            data.key(deleted(number), key);
            peer.delete(key);
        });
        int count = (int) deleting.operations();
        Measurement deleted = deletes.end(
                List.of(deleting), Meter.Work.writes(data.bytesOf(count)));
        Lane scanning = new Lane();
        Fold fold = new Fold();
        long[] found = new long[1];
        try (PeerReader reader = peer.reader()) {
            Meter scan = new Meter(Row.SCAN_AFTER_DELETE);
            scanning.run(1, Lane.FOREVER_MILLIS, 1, number -> found[0] = reader.walkForward(fold));
            requireEntries(found[0], data.entries() - count);
            Measurement scanned = scan.end(List.of(scanning), Meter.Work.reads((int) found[0]));
            return List.of(deleted, scanned.withoutLatencies());
        }
    }

    private int deleted(int number) {
        int index = number / DELETE_RUN * 2 * DELETE_RUN + number % DELETE_RUN;
        return index % data.entries();
    }

    private static void requireEntries(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException(
                    "wrong number of entries after deletes: actual=" + actual + ", expected=" + expected);
        }
    }
}
