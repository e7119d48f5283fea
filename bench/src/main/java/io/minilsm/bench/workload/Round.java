package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.peer.PeerReader;
import io.minilsm.bench.peer.PeerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All workloads over one engine, once. For one thread. */
public final class Round {
    private static final int[] SYNC_THREADS = {1, 8, 32};

    /** What is done once is not cut off. */
    private static final long FOREVER_MILLIS = 3_600_000;

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
        writes = new Writes(data, settings.maxMillis());
    }

    /** Runs all workloads that the engine takes part in; throws if an answer is wrong. */
    public List<Measurement> run() throws Exception {
        if (!engine.syncOnly()) {
            fillSequentially();
            fillBatches(100);
            fillBatches(1000);
            fillAndRead();
        }
        fillDurably();
        return measured;
    }

    private void fillSequentially() throws Exception {
        Path directory = newDirectory();
        try (Peer peer = open(directory, false)) {
            Measurement filled = writes.puts("fillseq", peer, position -> position, 0);
            addWithSpace(filled, directory, filled.operations());
        }
        Directories.remove(directory);
    }

    private void fillBatches(int size) throws Exception {
        Path directory = newDirectory();
        try (Peer peer = open(directory, false)) {
            Measurement filled = writes.batches("fillbatch" + size, peer, size);
            addWithSpace(filled, directory, filled.operations());
        }
        Directories.remove(directory);
    }

    private void fillAndRead() throws Exception {
        Path directory = newDirectory();
        Peer peer = open(directory, false);
        Lane closing = new Lane();
        try {
            Measurement filled = writes.puts("fillrandom", peer, data::shuffled, 0);
            addWithSpace(filled, directory, filled.operations());
            writes.load(peer, (int) filled.operations());
            ProcessFigures.awaitQuiet();
            Measurement overwritten = writes.puts("overwrite", peer, data::shuffled, 1);
            addWithSpace(overwritten, directory, data.entries());
            read(peer, (int) overwritten.operations());
        } finally {
            Meter meter = new Meter("close");
            Peer closed = peer;
            closing.run(1, FOREVER_MILLIS, number -> closed.close());
            measured.add(meter.end(List.of(closing), Meter.Work.READS));
        }
        Directories.remove(directory);
    }

    private void read(Peer peer, int overwritten) throws Exception {
        Reads reads = new Reads(data, peer, settings.maxMillis(), overwritten);
        measured.add(reads.random("readrandom", 1));
        measured.add(reads.random("readrandom x2", 2));
        measured.add(reads.missing());
        measured.add(reads.walk(true));
        measured.add(reads.walk(false));
        measured.add(reads.seeks(10));
        measured.add(reads.seeks(100));
        measured.addAll(reads.whileWriting(millis()));
    }

    private void addWithSpace(Measurement filled, Path directory, long live) throws IOException, InterruptedException {
        measured.add(filled.withSpace(Directories.occupiedBytes(directory), data.bytesOf(live)));
    }

    private void fillDurably() throws Exception {
        for (int threads : SYNC_THREADS) {
            if (threads <= engine.maxSyncThreads()) {
                Path directory = newDirectory();
                try (Peer peer = open(directory, true)) {
                    measured.add(writes.parallelPuts("fillsync x" + threads, peer, threads, millis()));
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
        Meter meter = new Meter("open after kill");
        lane.run(1, FOREVER_MILLIS, number -> {
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

    private long millis() {
        return (long) (settings.seconds() * 1000);
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
