package io.minilsm.jdbc.run;

import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.SqlStatement.Maintenance;
import io.minilsm.jdbc.sql.SqlType;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SYNC, COMPACT, CHECKPOINT and SHOW STATS: work on the store as a whole. Stateless. */
final class MaintenanceStatements {
    private MaintenanceStatements() {}

    /** Returns the columns of SHOW STATS. */
    static List<ResultColumn> statsColumns() {
        return List.of(
                ResultColumn.computed("NAME", SqlType.VARCHAR), ResultColumn.computed("FIGURE", SqlType.BIGINT));
    }

    static void run(Maintenance statement, Evaluator evaluator, Store store, Execution execution)
            throws SQLException, IOException {
        switch (statement.task()) {
            case SYNC -> store.sync();
            case COMPACT -> LongCall.run("compact", () -> store.compact(Range.all()), execution);
            case CHECKPOINT -> checkpoint(evaluator.value(statement.target(), null, null), store, execution);
        }
    }

    private static void checkpoint(Object target, Store store, Execution execution) throws SQLException, IOException {
        String path = target == null ? "" : SqlValues.toText(target);
        if (path.isEmpty()) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "CHECKPOINT TO nothing; expected a directory in quotes");
        }
        try {
            Path directory = Path.of(path);
            LongCall.run("checkpoint", () -> store.checkpoint(directory), execution);
        } catch (InvalidPathException e) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "CHECKPOINT TO what is no path: actual='" + path + "'", e);
        } catch (DirectoryNotEmptyException e) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT,
                    "CHECKPOINT TO a directory that is not empty: directory=" + path + "; name a new one",
                    e);
        }
    }

    static QueryResult stats(StoreStats stats) {
        List<Object[]> rows = new ArrayList<>();
        row(rows, "visible sequence", stats.visibleSequence());
        row(rows, "durable sequence", stats.durableSequence());
        row(rows, "writes", stats.writes());
        row(rows, "entries written", stats.entriesWritten());
        row(rows, "bytes written", stats.bytesWritten());
        row(rows, "gets", stats.gets());
        row(rows, "wal forces", stats.walForces());
        row(rows, "wal bytes", stats.walBytes());
        row(rows, "memtable bytes", stats.memtableBytes());
        row(rows, "frozen memtables", stats.frozenMemtables());
        row(rows, "flushes", stats.flushes());
        row(rows, "flushed bytes", stats.flushedBytes());
        row(rows, "compactions", stats.compactions());
        row(rows, "compaction read bytes", stats.compactionReadBytes());
        row(rows, "compaction written bytes", stats.compactionWrittenBytes());
        row(rows, "cache bytes", stats.cacheBytes());
        row(rows, "cache hits", stats.cacheHits());
        row(rows, "cache misses", stats.cacheMisses());
        row(rows, "stall nanos", stats.stallNanos());
        row(rows, "open snapshots", stats.openSnapshots());
        row(rows, "open cursors", stats.openCursors());
        for (StoreStats.Level level : stats.levels()) {
            String name = "level " + level.level() + " ";
            row(rows, name + "tables", level.tables());
            row(rows, name + "bytes", level.bytes());
            row(rows, name + "entries", level.entries());
        }
        return new ListResult(statsColumns(), rows);
    }

    private static void row(List<Object[]> rows, String name, long figure) {
        rows.add(new Object[] {name, figure});
    }
}
