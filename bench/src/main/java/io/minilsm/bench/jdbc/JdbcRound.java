package io.minilsm.bench.jdbc;

import io.minilsm.bench.peer.Fold;
import io.minilsm.bench.peer.Peer;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.peer.PeerSettings;
import io.minilsm.bench.workload.DataSet;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.Lane;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Meter;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Slices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** All workloads over one SQL store, once. Every answer is checked. For one thread. */
public final class JdbcRound {
    private static final int BATCH = 1000;
    private static final int RANGE = 100;
    private static final int COUNTED = 10_000;

    /** More than can be inserted in the time that durable inserts get, so that no key comes twice. */
    private static final int MOST_INSERTS = 1 << 23;

    private final JdbcCatalog store;
    private final RoundSettings settings;
    private final DataSet data;
    private final DataSet inserted;
    private final List<Measurement> measured = new ArrayList<>();
    private Slices slices;
    private int stores;

    /** Prepares a round. */
    public JdbcRound(RoundSettings settings) {
        this.settings = settings;
        store = JdbcCatalog.of(settings.engine());
        data = new DataSet(settings);
        inserted = new DataSet(settings.withEntries(MOST_INSERTS));
    }

    /** Runs the wanted workloads; throws if an answer is wrong. */
    public List<Measurement> run() throws Exception {
        try (Slices opened = new Slices(Path.of(settings.directory()))) {
            slices = opened;
            if (store == JdbcCatalog.BARE_LOOP) {
                writeAndForce();
                return measured;
            }
            commits(Row.JDBC_COMMIT1, 1);
            commits(Row.JDBC_COMMIT8, 8);
            batches();
        }
        if (settings.wants(Row.JDBC_SELECT, Row.JDBC_RANGE100, Row.JDBC_SCAN, Row.JDBC_COUNT)) {
            queries();
        }
        return measured;
    }

    private void writeAndForce() throws Exception {
        if (settings.wants(Row.JDBC_COMMIT1)) {
            Path directory = newDirectory();
            PeerSettings opened = new PeerSettings(directory, true, settings.memoryBytes(), settings.dataBytes());
            try (Peer loop = PeerCatalog.BARE_LOOP.open(opened)) {
                byte[] key = inserted.newKey();
                byte[] value = inserted.newValue();
                measured.add(measureOne(Row.JDBC_COMMIT1, 1, number -> {
                    entry(inserted.shuffled(number), key, value);
                    loop.put(key, value);
                }));
            }
            Directories.remove(directory);
        }
    }

    /** Work with an open store. */
    private interface Use {
        void of(Path directory, JdbcSession session) throws Exception;
    }

    private void onNewStore(Use use) throws Exception {
        Path directory = newDirectory();
        Connection connection = store.connect(directory, settings.memoryBytes());
        store.createTable(connection);
        try (JdbcSession session = new JdbcSession(store, connection)) {
            use.of(directory, session);
            if (store.beforeClose() != null) {
                session.commit();
                JdbcCatalog.execute(session.connection(), store.beforeClose());
                return;
            }
        }
        Directories.remove(directory);
    }

    private void commits(Row row, int connections) throws Exception {
        if (!settings.wants(row)) {
            return;
        }
        onNewStore((directory, session) -> {
            List<JdbcSession> sessions = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                sessions.add(new JdbcSession(store, store.connect(directory, settings.memoryBytes())));
            }
            AtomicInteger next = new AtomicInteger();
            measured.add(slices.measure(
                    row,
                    settings.durableMillis(),
                    1,
                    inserted.bytesOf(1),
                    () -> -1,
                    millis -> insertTogether(sessions, millis, next)));
            requireRows(session, next.get());
            for (JdbcSession each : sessions) {
                each.close();
            }
        });
    }

    private List<Lane> insertTogether(List<JdbcSession> sessions, long millis, AtomicInteger next) throws Exception {
        List<Lane> lanes = new ArrayList<>();
        List<Callable<Void>> calls = new ArrayList<>();
        for (JdbcSession session : sessions) {
            Lane lane = new Lane();
            lanes.add(lane);
            calls.add(() -> {
                insertOn(session, lane, millis, next);
                return null;
            });
        }
        Meter.together(calls);
        return lanes;
    }

    private void insertOn(JdbcSession session, Lane lane, long millis, AtomicInteger next) throws Exception {
        byte[] key = inserted.newKey();
        byte[] value = inserted.newValue();
        lane.runByClock(MOST_INSERTS, millis, number -> {
            entry(inserted.shuffled(next.getAndIncrement()), key, value);
            session.insert(key, value);
            session.commit();
        });
    }

    private void batches() throws Exception {
        if (!settings.wants(Row.JDBC_BATCH1000)) {
            return;
        }
        onNewStore((directory, session) -> {
            byte[][] keys = new byte[BATCH][inserted.newKey().length];
            byte[][] values = new byte[BATCH][inserted.newValue().length];
            int[] next = new int[1];
            Lane.Operation batch = number -> {
                for (int i = 0; i < BATCH; i++) {
                    entry(inserted.shuffled(next[0]++), keys[i], values[i]);
                }
                session.insertBatch(keys, values, BATCH);
                session.commit();
            };
            measured.add(measureOne(Row.JDBC_BATCH1000, BATCH, batch));
            requireRows(session, next[0]);
        });
    }

    /** Measures durable calls of one thread. */
    private Measurement measureOne(Row row, int perCall, Lane.Operation operation) throws Exception {
        return slices.measure(
                row, settings.durableMillis(), perCall, inserted.bytesOf(1), () -> -1, millis -> {
                    Lane lane = new Lane();
                    lane.runByClock(Integer.MAX_VALUE, millis, operation);
                    return List.of(lane);
                });
    }

    private void queries() throws Exception {
        onNewStore((directory, session) -> {
            load(session);
            long[] folds = data.folds();
            measure(Row.JDBC_SELECT, 1, true, select(session));
            measure(Row.JDBC_RANGE100, 1, true, range(session, folds));
            measure(Row.JDBC_SCAN, data.entries(), false, scan(session, folds));
            measure(Row.JDBC_COUNT, 1, true, count(session));
        });
    }

    private void load(JdbcSession session) throws Exception {
        byte[][] keys = new byte[BATCH][data.newKey().length];
        byte[][] values = new byte[BATCH][data.newValue().length];
        for (int position = 0; position < data.entries(); position += BATCH) {
            int size = Math.min(BATCH, data.entries() - position);
            for (int i = 0; i < size; i++) {
                int index = data.shuffled(position + i);
                data.key(index, keys[i]);
                data.value(index, 0, values[i]);
            }
            session.insertBatch(keys, values, size);
            session.commit();
        }
    }

    private void measure(Row row, int entriesPerCall, boolean latencies, Lane.Operation query) throws Exception {
        if (settings.wants(row)) {
            Lane.warmUp(settings.maxMillis(), query);
            Lane lane = new Lane();
            Meter meter = new Meter(row);
            lane.run(Integer.MAX_VALUE, settings.maxMillis(), settings.patience(), query);
            Measurement each = meter.end(List.of(lane), Meter.Work.reads(entriesPerCall));
            measured.add(latencies ? each : each.withoutLatencies());
        }
    }

    private Lane.Operation select(JdbcSession session) {
        byte[] key = data.newKey();
        return number -> {
            int index = data.shuffled(number % data.entries());
            data.key(index, key);
            byte[] found = session.select(key);
            data.check(index, 0, found == null ? new byte[Long.BYTES] : found, found == null ? -1 : found.length);
        };
    }

    private Lane.Operation range(JdbcSession session, long[] folds) {
        byte[] key = data.newKey();
        Fold fold = new Fold();
        return number -> {
            int index = data.shuffled(number % data.entries());
            data.key(index, key);
            fold.clear();
            int end = Math.min(data.entries(), index + RANGE);
            require("rows of a range", session.range(key, fold), end - index);
            require("checksum of a range", fold.sum(), folds[end] - folds[index]);
        };
    }

    private Lane.Operation scan(JdbcSession session, long[] folds) {
        Fold fold = new Fold();
        return number -> {
            fold.clear();
            require("rows of the table", session.all(fold), data.entries());
            require("checksum of the table", fold.sum(), folds[data.entries()]);
        };
    }

    private Lane.Operation count(JdbcSession session) {
        int counted = Math.min(COUNTED, data.entries() - 1);
        byte[] from = data.newKey();
        byte[] to = data.newKey();
        return number -> {
            int first = data.shuffled(number % data.entries()) % (data.entries() - counted);
            data.key(first, from);
            data.key(first + counted, to);
            require("count of a range", session.count(from, to), counted);
        };
    }

    private void entry(int index, byte[] key, byte[] value) {
        inserted.key(index, key);
        inserted.value(index, 0, value);
    }

    private void requireRows(JdbcSession session, long rows) throws Exception {
        byte[] last = data.newKey();
        Arrays.fill(last, (byte) 0xFF);
        require("rows that were committed", session.count(new byte[] {0}, last), rows);
        session.rollback();
    }

    private static void require(String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong " + what + ": actual=" + actual + ", expected=" + expected);
        }
    }

    private Path newDirectory() throws Exception {
        Path directory = Path.of(settings.directory()).resolve("store" + stores++);
        return Files.createDirectories(directory);
    }
}
