package io.minilsm.bench.camel;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.processor.aggregate.jdbc.JdbcAggregationRepository;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** camel-sql over a pool of connections. For one thread. */
final class SqlRouteStore implements CamelStore {
    private static final String NAME = "benchSource";
    private static final int H2_POOL = 16;

    private final HikariDataSource pool;
    private final DataSource source;

    private SqlRouteStore(CamelContext context, HikariDataSource pool, DataSource source, String blob)
            throws SQLException {
        this.pool = pool;
        this.source = source;
        context.getRegistry().bind(NAME, source);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE KV (K VARCHAR(256) PRIMARY KEY, V " + blob + " NOT NULL)");
            for (String table : new String[] {"GROUPS_", "GROUPS__COMPLETED"}) {
                statement.execute("CREATE TABLE " + table + " (id VARCHAR(255) PRIMARY KEY, exchange " + blob
                        + " NOT NULL, version BIGINT NOT NULL)");
            }
        }
    }

    /** SQLite takes one writer at a time: waiting for the one connection is cheaper than asking again and again. */
    static SqlRouteStore sqlite(CamelContext context, Path directory, boolean sync, long memoryBytes)
            throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + directory.resolve("kv.sqlite"));
        config.setMaximumPoolSize(1);
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", sync ? "FULL" : "OFF");
        config.addDataSourceProperty("cache_size", "-" + (memoryBytes >> 10));
        HikariDataSource pool = new HikariDataSource(config);
        return new SqlRouteStore(context, pool, pool, "BLOB");
    }

    static SqlRouteStore h2(CamelContext context, Path directory, boolean sync, long memoryBytes)
            throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("kv") + ";CACHE_SIZE=" + (memoryBytes >> 10));
        config.setMaximumPoolSize(H2_POOL);
        HikariDataSource pool = new HikariDataSource(config);
        return new SqlRouteStore(context, pool, sync ? new CheckpointingSource(pool) : pool, "VARBINARY(8000000)");
    }

    @Override
    public String endpoint() {
        return "sql:INSERT INTO KV (K, V) VALUES (:#key, :#${body})?dataSource=#" + NAME;
    }

    @Override
    public String listEndpoint() {
        return "sql:INSERT INTO KV (K, V) VALUES (:#key, :#value)?batch=true&dataSource=#" + NAME;
    }

    @Override
    public Object element(String key, byte[] value) {
        return Map.of("key", key, "value", value);
    }

    @Override
    public AggregationRepository aggregation() {
        return new JdbcAggregationRepository(new DataSourceTransactionManager(source), "GROUPS_", source);
    }

    @Override
    public IdempotentRepository idempotent() {
        return new JdbcMessageIdRepository(source, "ids");
    }

    @Override
    public long entries() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM KV")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
