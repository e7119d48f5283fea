package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Contender.Role;
import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.peer.PeerReader;
import io.minilsm.bench.peer.PeerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All workloads over one engine, once. For one thread. */
public final class Round {
    private static final Map<Row, Integer> SYNC_THREADS =
            new EnumMap<>(Map.of(Row.FILLSYNC1, 1, Row.FILLSYNC8, 8, Row.FILLSYNC32, 32));

    /** The rows that need a store with all entries. */
    private static final Row[] ON_FULL_STORE = {
        Row.FILLRANDOM, Row.OVERWRITE, Row.READRANDOM, Row.READRANDOM2, Row.READMISSING, Row.READSEQ, Row.READREVERSE,
        Row.SEEK10, Row.SEEK100, Row.READWHILEWRITING, Row.READWHILEWRITING_WRITES, Row.STEADY, Row.YCSB_A, Row.YCSB_B,
        Row.DELETE, Row.SCAN_AFTER_DELETE, Row.CLOSE
    };

    /** The rows that read it as it was filled. */
    private static final Row[] ON_READ_STORE = {
        Row.READRANDOM, Row.READRANDOM2, Row.READMISSING, Row.READSEQ, Row.READREVERSE, Row.SEEK10, Row.SEEK100
    };

    private final PeerCatalog engine;
    private final RoundSettings settings;
    private final DataSet data;
    private final Writes writes;
    private final List<Measurement> measured = new ArrayList<>();
    private int stores;

    /** Prepares a round. */
    public Round(RoundSettings settings) {
        this.settings = settings;
        engine = PeerCatalog.of(settings.engine());
        data = new DataSet(settings);
        writes = new Writes(data, settings.fillMillis(), settings.patience());
    }

    /** Runs the wanted workloads that the engine takes part in; throws if an answer is wrong. */
    public List<Measurement> run() throws Exception {
        if (!engine.syncOnly()) {
            fillSequentially();
            fillBatches(Row.FILLBATCH100, 100);
            fillBatches(Row.FILLBATCH1000, 1000);
            if (settings.wants(ON_FULL_STORE)) {
                fillAndRead();
            }
        }
        fillDurably();
        return measured;
    }

    /** Measures something if it is wanted. */
    private interface Step {
        Measurement run() throws Exception;
    }

    /** What a peer cannot do, or does wrongly, is a remark on its row; ours has no excuse. */
    private void measure(Row row, Step step) throws Exception {
        if (!settings.wants(row)) {
            return;
        }
        try {
            measured.add(step.run());
        } catch (Exception e) {
            if (engine.contender().role() != Role.PEER) {
                throw e;
            }
            measured.add(Measurement.remark(row.label(), "failed: " + e));
        }
    }

    private void fillSequentially() throws Exception {
        if (settings.wants(Row.FILLSEQ)) {
            Path directory = newDirectory();
            try (Peer peer = open(directory, false)) {
                Measurement filled = writes.puts(Row.FILLSEQ, peer, position -> position, 0);
                addWithSpace(filled, directory, filled.operations());
            }
            Directories.remove(directory);
        }
    }

    private void fillBatches(Row row, int size) throws Exception {
        if (settings.wants(row)) {
            Path directory = newDirectory();
            try (Peer peer = open(directory, false)) {
                Measurement filled = writes.batches(row, peer, size);
                addWithSpace(filled, directory, filled.operations());
            }
            Directories.remove(directory);
        }
    }

    private void fillAndRead() throws Exception {
        Path directory = newDirectory();
        Peer peer = open(directory, false);
        try {
            int filled = 0;
            if (settings.wants(Row.FILLRANDOM)) {
                Measurement fill = writes.puts(Row.FILLRANDOM, peer, data::shuffled, 0);
                addWithSpace(fill, directory, fill.operations());
                filled = (int) fill.operations();
            }
            writes.load(peer, filled);
            ProcessFigures.awaitQuiet();
            read(peer);
            if (settings.wants(Row.OVERWRITE)) {
                addWithSpace(writes.puts(Row.OVERWRITE, peer, data::shuffled, 1), directory, data.entries());
            }
            mix(peer);
        } finally {
            Lane closing = new Lane();
            Meter meter = new Meter(Row.CLOSE);
            closing.run(1, Lane.FOREVER_MILLIS, 1, number -> peer.close());
            Measurement closed = meter.end(List.of(closing), Meter.Work.READS);
            measure(Row.CLOSE, () -> closed);
        }
        Directories.remove(directory);
    }

    private void read(Peer peer) throws Exception {
        Reads reads = new Reads(data, peer, settings.maxMillis(), settings.patience());
        if (settings.wants(ON_READ_STORE)) {
            reads.fillCaches(settings.fillMillis());
        }
        measure(Row.READRANDOM, () -> reads.random(Row.READRANDOM, 1));
        measure(Row.READRANDOM2, () -> reads.random(Row.READRANDOM2, 2));
        measure(Row.READMISSING, reads::missing);
        measure(Row.READSEQ, () -> reads.walk(Row.READSEQ));
        measure(Row.READREVERSE, () -> reads.walk(Row.READREVERSE));
        measure(Row.SEEK10, () -> reads.seeks(Row.SEEK10, 10));
        measure(Row.SEEK100, () -> reads.seeks(Row.SEEK100, 100));
    }

    private void mix(Peer peer) throws Exception {
        if (settings.wants(Row.READWHILEWRITING, Row.READWHILEWRITING_WRITES)) {
            measured.addAll(new Reads(data, peer, settings.maxMillis(), settings.patience()).whileWriting());
        }
        Mixes mixes = new Mixes(data, peer, settings.maxMillis(), settings.patience());
        measure(Row.STEADY, mixes::steady);
        measure(Row.YCSB_A, () -> mixes.zipfian(Row.YCSB_A, 2));
        measure(Row.YCSB_B, () -> mixes.zipfian(Row.YCSB_B, 20));
        if (settings.wants(Row.DELETE, Row.SCAN_AFTER_DELETE)) {
            measured.addAll(mixes.deleteAndScan());
        }
    }

    private void addWithSpace(Measurement filled, Path directory, long live) throws IOException, InterruptedException {
        measured.add(filled.withSpace(Directories.occupiedBytes(directory), data.bytesOf(live)));
    }

    private void fillDurably() throws Exception {
        if (!settings.wants(SYNC_THREADS.keySet().toArray(new Row[0]))) {
            return;
        }
        try (Slices slices = new Slices(Path.of(settings.directory()))) {
            fillDurably(slices);
        }
    }

    private void fillDurably(Slices slices) throws Exception {
        for (Map.Entry<Row, Integer> each : SYNC_THREADS.entrySet()) {
            int threads = each.getValue();
            if (settings.wants(each.getKey()) && threads <= engine.maxSyncThreads()) {
                Path directory = newDirectory();
                try (Peer peer = open(directory, true)) {
                    measured.add(writes.parallelPuts(
                            each.getKey(), peer, threads, settings.durableMillis(), slices));
                }
                Directories.remove(directory);
            }
        }
    }

    /** Puts until the log holds enough; the process is to be ended without a word to the store. */
    public int fillUntilKilled() throws Exception {
        Peer peer = engine.open(peerSettings(newDirectory(), false));
        int count = killedEntries();
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        for (int position = 0; position < count; position++) {
            int index = data.shuffled(position);
            data.key(index, key);
            data.value(index, 0, value);
            peer.put(key, value);
        }
        return count;
    }

    /** Opens what {@link #fillUntilKilled} left, until the first read is answered, and counts what is missing. */
    public Measurement openAfterKill() throws Exception {
        Path directory = newDirectory();
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        data.key(data.shuffled(0), key);
        Lane lane = new Lane();
        Peer[] opened = new Peer[1];
        Meter meter = new Meter(Row.OPEN_AFTER_KILL);
        lane.run(1, Lane.FOREVER_MILLIS, 1, number -> {
            opened[0] = engine.open(peerSettings(directory, false));
            try (PeerReader reader = opened[0].reader()) {
                reader.get(key, value);
            }
        });
        Measurement open = meter.end(List.of(lane), Meter.Work.READS);
        int lost = countLost(opened[0]);
        opened[0].close();
        return lost == 0 ? open : open.withNote(lost + " of " + killedEntries() + " acknowledged puts lost");
    }

    private int countLost(Peer peer) throws Exception {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        int lost = 0;
        try (PeerReader reader = peer.reader()) {
            for (int position = 0; position < killedEntries(); position++) {
                int index = data.shuffled(position);
                data.key(index, key);
                int length = reader.get(key, value);
                if (length < 0) {
                    lost++;
                } else {
                    data.check(index, 0, value, length);
                }
            }
        }
        return lost;
    }

    private int killedEntries() {
        return (int) Math.min(data.entries(), settings.logBytes() / data.bytesOf(1));
    }

    private Path newDirectory() throws IOException {
        Path directory = Path.of(settings.directory()).resolve("store" + stores++);
        return Files.createDirectories(directory);
    }

    private Peer open(Path directory, boolean sync) throws Exception {
        return engine.open(peerSettings(directory, sync));
    }

    private PeerSettings peerSettings(Path directory, boolean sync) {
        return new PeerSettings(directory, sync, settings.memoryBytes(), settings.dataBytes());
    }
}
