package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Fold;
import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The workloads that read a store in which all entries are. For one thread. */
final class Reads {
    private static final int WRITES_VERSION = 2;

    private final DataSet data;
    private final Peer peer;
    private final long maxMillis;
    private final int patience;

    Reads(DataSet data, Peer peer, long maxMillis, int patience) {
        this.data = data;
        this.peer = peer;
        this.maxMillis = maxMillis;
        this.patience = patience;
    }

    /** Gets every entry once, unmeasured, as far as the time allows: what caches can hold is in them. */
    void fillCaches(long millis) throws Exception {
        try (PeerReader reader = peer.reader()) {
            new Lane().run(data.entries(), millis, patience, get(reader, 0, 0));
        }
    }

    /** Gets entries that are there, all of version 0, in an order that is not that of the puts. */
    Measurement random(Row row, int threads) throws Exception {
        List<Lane> lanes = new ArrayList<>();
        List<Callable<Void>> calls = new ArrayList<>();
        try (PeerReader reader = peer.reader()) {
            Lane.warmUp(maxMillis, get(reader, 0, 0));
        }
        Meter meter = new Meter(row);
        for (int i = 0; i < threads; i++) {
            Lane lane = new Lane();
            lanes.add(lane);
            int shift = (i + 1) * (data.entries() / 3);
            calls.add(() -> {
                try (PeerReader reader = peer.reader()) {
                    lane.run(Integer.MAX_VALUE - shift, maxMillis, patience, get(reader, shift, 0));
                }
                return null;
            });
        }
        Meter.together(calls);
        return meter.end(lanes, Meter.Work.READS);
    }

    private Lane.Operation get(PeerReader reader, int shift, int version) {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        return number -> {
            int index = data.shuffled((number + shift) % data.entries());
            data.key(index, key);
            data.check(index, version, value, reader.get(key, value));
        };
    }

    /** Gets keys that are not there but between those that are. */
    Measurement missing() throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        Lane lane = new Lane();
        try (PeerReader reader = peer.reader()) {
            Lane.Operation get = number -> {
                int index = data.shuffled(number % data.entries());
                data.missingKey(index, key);
                int length = reader.get(key, value);
                if (length >= 0) {
                    throw new IllegalStateException("found what was never put: entry=" + index);
                }
            };
            Lane.warmUp(maxMillis, get);
            Meter meter = new Meter(Row.READMISSING);
            lane.run(Integer.MAX_VALUE, maxMillis, patience, get);
            return meter.end(List.of(lane), Meter.Work.READS);
        }
    }

    /** Walks over everything, as often as the time allows, but once. */
    Measurement walk(Row row) throws Exception {
        boolean forward = row == Row.READSEQ;
        Fold fold = new Fold();
        Lane lane = new Lane();
        long sum = data.folds()[data.entries()];
        try (PeerReader reader = peer.reader()) {
            if (!forward && reader.walkBackward(fold) < 0) {
                return Measurement.remark(row.label(), "not there");
            }
            Lane.Operation walk = number -> {
                fold.clear();
                long entries = forward ? reader.walkForward(fold) : reader.walkBackward(fold);
                check(row, entries, data.entries(), fold.sum(), sum);
            };
            Lane.warmUp(maxMillis, walk);
            Meter meter = new Meter(row);
            lane.run(Integer.MAX_VALUE, maxMillis, patience, walk);
            Measurement measured = meter.end(List.of(lane), Meter.Work.reads(data.entries()));
            return measured.withoutLatencies();
        }
    }

    /** Looks up an entry and reads on from there. */
    Measurement seeks(Row row, int limit) throws Exception {
        byte[] key = data.newKey();
        Fold fold = new Fold();
        Lane lane = new Lane();
        long[] sums = data.folds();
        try (PeerReader reader = peer.reader()) {
            Lane.Operation seek = number -> {
                int index = data.shuffled(number % data.entries());
                data.key(index, key);
                fold.clear();
                int end = Math.min(data.entries(), index + limit);
                int entries = reader.walkFrom(key, limit, fold);
                check(row, entries, end - index, fold.sum(), sums[end] - sums[index]);
            };
            Lane.warmUp(maxMillis, seek);
            Meter meter = new Meter(row);
            lane.run(Integer.MAX_VALUE, maxMillis, patience, seek);
            return meter.end(List.of(lane), Meter.Work.READS);
        }
    }

    /** Gets in one thread while another one puts as fast as it can. */
    List<Measurement> whileWriting() throws Exception {
        Lane reading = new Lane();
        Lane writing = new Lane();
        Meter reads = new Meter(Row.READWHILEWRITING);
        Meter writes = new Meter(Row.READWHILEWRITING_WRITES);
        Meter.together(List.of(
                () -> {
                    try (PeerReader reader = peer.reader()) {
                        reading.runByClock(Integer.MAX_VALUE, maxMillis, get(reader, 0, DataSet.ANY_VERSION));
                    }
                    return null;
                },
                () -> {
                    writeOn(writing);
                    return null;
                }));
        Measurement read = reads.end(List.of(reading), Meter.Work.READS);
        Measurement written =
                writes.end(List.of(writing), Meter.Work.writes(data.bytesOf(writing.operations())));
        return List.of(read, written);
    }

    private void writeOn(Lane lane) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        lane.runByClock(Integer.MAX_VALUE, maxMillis, number -> {
            int index = data.shuffled(number % data.entries());
            data.key(index, key);
            data.value(index, WRITES_VERSION, value);
            peer.put(key, value);
        });
    }

    private static void check(Row row, long entries, long expectedEntries, long sum, long expectedSum) {
        if (entries != expectedEntries || sum != expectedSum) {
            throw new IllegalStateException(row.label() + " read wrongly: entries=" + entries + ", expected="
                    + expectedEntries + ", sum=" + Long.toHexString(sum) + ", expected="
                    + Long.toHexString(expectedSum));
        }
    }
}
