package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.jdbc.MiniLsmDataSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcCursorItemReader;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Batch's writer and reader, Camel's sql and jdbc components and its idempotent repository over the driver. */
class BatchAndRouteTest {
    @TempDir
    private Path directory;

    private MiniLsmDataSource source;
    private JdbcTemplate template;

    @BeforeEach
    void open() {
        source = new MiniLsmDataSource("jdbc:minilsm:" + directory.resolve("store"));
        template = new JdbcTemplate(source);
    }

    @Test
    void springBatchWritesChunksAndReadsThemBack() throws Exception {
        template.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, name VARCHAR NOT NULL)");
        JdbcBatchItemWriter<Integer> writer = new JdbcBatchItemWriterBuilder<Integer>()
                .dataSource(source)
                .sql("INSERT INTO items (id, name) VALUES (:id, :name)")
                .itemSqlParameterSourceProvider(
                        item -> new MapSqlParameterSource(Map.of("id", item, "name", "item" + item)))
                .build();
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        for (int chunk = 0; chunk < 5; chunk++) {
            transaction.executeWithoutResult(each(writer, chunk * 20, 20));
        }
        assertThrows(DuplicateKeyException.class, () -> transaction.executeWithoutResult(each(writer, 95, 20)));
        JdbcCursorItemReader<String> reader = new JdbcCursorItemReaderBuilder<String>()
                .dataSource(source)
                .name("items")
                .sql("SELECT name FROM items ORDER BY id")
                .rowMapper((row, number) -> row.getString(1))
                .fetchSize(10)
                .build();
        List<String> read = new ArrayList<>();
        reader.open(new ExecutionContext());
        for (String item = reader.read(); item != null; item = reader.read()) {
            read.add(item);
        }
        reader.close();
        assertEquals(100, read.size());
        assertEquals("item99", read.get(99));
    }

    private static Consumer<TransactionStatus> each(
            JdbcBatchItemWriter<Integer> writer, int first, int count) {
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(first + i);
        }
        return status -> {
            try {
                writer.write(new Chunk<>(items));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void camelComponentsSendStatements() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("store", source);
            camel.start();
            ProducerTemplate producer = camel.createProducerTemplate();
            String put = "sql:UPSERT INTO KV VALUES (:#id, :#${body})?dataSource=#store";
            producer.sendBodyAndHeader(put, "one", "id", "a");
            String batch = "sql:INSERT INTO KV VALUES (#, #)?dataSource=#store&batch=true";
            producer.sendBody(batch, List.of(List.of("b", "two"), List.of("c", "three")));
            assertEquals(
                    List.of(Map.of("K", "a", "V", "one"), Map.of("K", "b", "V", "two"), Map.of("K", "c", "V", "three")),
                    producer.requestBody("sql:SELECT K, V FROM KV ORDER BY K?dataSource=#store", ""));
            Object count = producer.requestBody("jdbc:store", (Object) "SELECT COUNT(*) AS N FROM KV");
            assertEquals(List.of(Map.of("N", 3L)), count);
        }
    }

    @Test
    void camelsIdempotentRepositoryRunsWithConfiguredStatements() throws Exception {
        JdbcMessageIdRepository repository = new JdbcMessageIdRepository(source, "orders");
        String key = "? || '/' || ?";
        repository.setTableExistsString("SELECT 1 FROM SEEN WHERE 1 = 0");
        repository.setCreateString("CREATE TABLE SEEN (id VARCHAR PRIMARY KEY, createdAt VARCHAR NOT NULL)");
        repository.setQueryString("SELECT COUNT(*) FROM SEEN WHERE id = " + key);
        repository.setInsertString("INSERT INTO SEEN (id, createdAt) VALUES (" + key + ", ?)");
        repository.setDeleteString("DELETE FROM SEEN WHERE id = " + key);
        repository.setClearString("DELETE FROM SEEN WHERE id LIKE ? || '/%'");
        repository.start();
        assertTrue(repository.add("m1"));
        assertFalse(repository.add("m1"));
        assertTrue(repository.contains("m1"));
        assertTrue(repository.add("m2"));
        assertTrue(repository.remove("m2"));
        assertFalse(repository.contains("m2"));
        repository.clear();
        assertFalse(repository.contains("m1"));
        repository.stop();
        repository.start();
        assertTrue(repository.add("m1"));
    }
}
