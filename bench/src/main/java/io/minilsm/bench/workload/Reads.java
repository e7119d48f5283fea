package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Fold;
import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The workloads that read a store in which all entries are. For one thread. */
final class Reads {
    /** Enough for the compiler to have done its work on small stores. */
    private static final int MAX_WALKS = 25;

    private final DataSet data;
    private final Peer peer;
    private final long maxMillis;
    private final int overwritten;
    private final int[] versions;
    private final long[] sums;

    /**
     * Prepares to check.
     *
     * @param overwritten how many entries of the shuffled order have version 1; the others have version 0
     */
    Reads(DataSet data, Peer peer, long maxMillis, int overwritten) {
        this.data = data;
        this.peer = peer;
        this.maxMillis = maxMillis;
        this.overwritten = overwritten;
        versions = new int[data.entries()];
        for (int position = 0; position < overwritten; position++) {
            versions[data.shuffled(position)] = 1;
        }
        sums = new long[data.entries() + 1];
        byte[] key = data.newKey();
        for (int index = 0; index < data.entries(); index++) {
            sums[index + 1] = sums[index] + data.fold(index, versions[index], key);
        }
    }

    /** Gets entries that are there, in an order that is not that of the puts. */
    Measurement random(String workload, int threads) throws Exception {
        List<Lane> lanes = new ArrayList<>();
        List<Callable<Void>> calls = new ArrayList<>();
        Meter meter = new Meter(workload);
        for (int i = 0; i < threads; i++) {
            Lane lane = new Lane();
            lanes.add(lane);
            int shift = (i + 1) * (data.entries() / 3);
            calls.add(() -> {
                getAll(lane, shift);
                return null;
            });
        }
        Meter.together(calls);
        return meter.end(lanes, Meter.Work.READS);
    }

    private void getAll(Lane lane, int shift) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        try (PeerReader reader = peer.reader()) {
            lane.run(data.entries(), maxMillis, number -> {
                int index = data.shuffled((number + shift) % data.entries());
                data.key(index, key);
                data.check(index, versions[index], value, reader.get(key, value));
            });
        }
    }

    /** Gets keys that are not there but between those that are. */
    Measurement missing() throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        Lane lane = new Lane();
        try (PeerReader reader = peer.reader()) {
            Meter meter = new Meter("readmissing");
            lane.run(data.entries(), maxMillis, number -> {
                data.missingKey(data.shuffled(number), key);
                int length = reader.get(key, value);
                if (length >= 0) {
                    throw new IllegalStateException("found what was never put: entry=" + data.shuffled(number));
                }
            });
            return meter.end(List.of(lane), Meter.Work.READS);
        }
    }

    /** Walks over everything, many times or as often as the time allows, but once. */
    Measurement walk(boolean forward) throws Exception {
        String workload = forward ? "readseq" : "readreverse";
        Fold fold = new Fold();
        Lane lane = new Lane();
        try (PeerReader reader = peer.reader()) {
            if (!forward && reader.walkBackward(fold) < 0) {
                return Measurement.remark(workload, "not there");
            }
            Meter meter = new Meter(workload);
            lane.run(MAX_WALKS, maxMillis, number -> {
                fold.clear();
                long entries = forward ? reader.walkForward(fold) : reader.walkBackward(fold);
                check(workload, entries, data.entries(), fold.sum(), sums[data.entries()]);
            });
            Measurement measured = meter.end(List.of(lane), Meter.Work.reads(data.entries()));
            return measured.withoutLatencies();
        }
    }

    /** Looks up an entry and reads on from there. */
    Measurement seeks(int limit) throws Exception {
        String workload = "seek+next" + limit;
        byte[] key = data.newKey();
        Fold fold = new Fold();
        Lane lane = new Lane();
        try (PeerReader reader = peer.reader()) {
            Meter meter = new Meter(workload);
            lane.run(data.entries(), maxMillis, number -> {
                int index = data.shuffled(number);
                data.key(index, key);
                fold.clear();
                int end = Math.min(data.entries(), index + limit);
                int entries = reader.walkFrom(key, limit, fold);
                check(workload, entries, end - index, fold.sum(), sums[end] - sums[index]);
            });
            return meter.end(List.of(lane), Meter.Work.READS);
        }
    }

    /** Gets in one thread while another one puts as fast as it can. */
    List<Measurement> whileWriting(long millis) throws Exception {
        Lane reading = new Lane();
        Lane writing = new Lane();
        Meter reads = new Meter("readwhilewriting");
        Meter writes = new Meter("readwhilewriting (writes)");
        Meter.together(List.of(
                () -> {
                    readAnyVersion(reading, millis);
                    return null;
                },
                () -> {
                    writeOn(writing, millis);
                    return null;
                }));
        Measurement read = reads.end(List.of(reading), Meter.Work.READS);
        Measurement written =
                writes.end(List.of(writing), Meter.Work.writes(data.bytesOf(writing.operations())));
        return List.of(read, written);
    }

    private void readAnyVersion(Lane lane, long millis) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        try (PeerReader reader = peer.reader()) {
            lane.run(Integer.MAX_VALUE, millis, number -> {
                int index = data.shuffled(number % data.entries());
                data.key(index, key);
                data.check(index, -1, value, reader.get(key, value));
            });
        }
    }

    private void writeOn(Lane lane, long millis) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        lane.run(Integer.MAX_VALUE, millis, number -> {
            int index = data.shuffled((overwritten + number) % data.entries());
            data.key(index, key);
            data.value(index, 2, value);
            peer.put(key, value);
        });
    }

    private static void check(String workload, long entries, long expectedEntries, long sum, long expectedSum) {
        if (entries != expectedEntries || sum != expectedSum) {
            throw new IllegalStateException(workload + " read wrongly: entries=" + entries + ", expected="
                    + expectedEntries + ", sum=" + Long.toHexString(sum) + ", expected="
                    + Long.toHexString(expectedSum));
        }
    }
}
