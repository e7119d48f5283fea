package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.peer.PeerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures what waits for the device, in turns with a bare loop of write + force beside it: the device gives now more,
 * now less, and what a store makes of it is its rate per that of the loop right behind, the median over the turns. For
 * one thread.
 */
public final class Slices implements AutoCloseable {
    private static final long STORE_MILLIS = 60;
    private static final long LOOP_MILLIS = 30;

    private final Peer loop;
    private final byte[] key = new byte[16];
    private final byte[] value = new byte[100];

    /** Opens a bare loop beside the stores in that directory. */
    public Slices(Path directory) throws Exception {
        Path own = Files.createDirectories(directory.resolve("bare-loop"));
        loop = PeerCatalog.BARE_LOOP.open(new PeerSettings(own, true, 0, 0));
    }

    /** A workload for a time; returns what its threads did. */
    public interface Turn {
        /** Runs it. */
        List<Lane> run(long millis) throws Exception;
    }

    /**
     * Measures for about the given time, after some turns unmeasured.
     *
     * @param perCall operations of one call
     * @param bytesPerOperation bytes of keys and values of one operation
     * @param forces the number of forces of the store so far; -1 if it does not tell
     */
    public Measurement measure(
            Row row, long millis, int perCall, long bytesPerOperation, LongSupplier forces, Turn turn)
            throws Exception {
        Lane.warmUpInSlices(millis, turn::run);
        Meter.settle();
        List<Lane> lanes = new ArrayList<>();
        Measurement sum = null;
        List<Double> shares = new ArrayList<>();
        long forcesBefore = forces.getAsLong();
        int turns = (int) Math.max(1, millis / STORE_MILLIS);
        for (int i = 0; i < turns; i++) {
            Meter meter = new Meter(row);
            List<Lane> own = turn.run(Math.min(millis, STORE_MILLIS));
            long calls = own.stream().mapToLong(Lane::operations).sum();
            long bytes = calls * perCall * bytesPerOperation;
            Measurement part = meter.end(own, new Meter.Work(perCall, bytes, i == turns - 1));
            sum = sum == null ? part : sum.plus(part);
            lanes.addAll(own);
            Lane beside = new Lane();
            beside.runByClock(Integer.MAX_VALUE, LOOP_MILLIS, number -> loop.put(key, value));
            shares.add(part.perSecond() / beside.perSecond());
        }
        shares.sort(null);
        long forced = forcesBefore < 0 ? 0 : forces.getAsLong() - forcesBefore;
        return sum.beside(Meter.latencies(lanes), forced, sum.perSecond() / shares.get(shares.size() / 2));
    }

    @Override
    public void close() throws Exception {
        loop.close();
    }
}
