package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.jdbc.MiniLsmDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jOOQ, JDBI and MyBatis over the driver, as their manuals show them. */
class MappersTest {
    @TempDir
    private Path directory;

    private MiniLsmDataSource source;

    @BeforeEach
    void open() {
        source = new MiniLsmDataSource("jdbc:minilsm:" + directory.resolve("store"));
    }

    @Test
    void jooqDefinesWritesAndReads() throws SQLException {
        Table<Record> orders = DSL.table(DSL.name("ORDERS"));
        Field<Long> id = DSL.field(DSL.name("ORDERS", "ID"), SQLDataType.BIGINT.notNull());
        Field<String> doc = DSL.field(DSL.name("ORDERS", "DOC"), SQLDataType.VARCHAR(100).notNull());
        try (Connection connection = source.getConnection()) {
            DSLContext sql = DSL.using(connection, SQLDialect.SQLITE);
            sql.createTableIfNotExists(orders).column(id).column(doc).primaryKey(id).execute();
            assertEquals(2, sql.insertInto(orders, id, doc).values(2L, "two").values(-1L, "minus").execute());
            assertThrows(
                    IntegrityConstraintViolationException.class,
                    () -> sql.insertInto(orders, id, doc).values(2L, "again").execute());
            sql.insertInto(orders, id, doc).values(2L, "zwei").onConflict(id).doUpdate().set(doc, "zwei").execute();
            assertEquals(1, sql.update(orders).set(doc, DSL.concat(doc, DSL.inline("!"))).where(id.eq(2L)).execute());
            assertEquals(
                    List.of("zwei!"),
                    sql.select(doc).from(orders).where(id.between(0L, 10L)).orderBy(id.desc()).limit(5).fetch(doc));
            assertEquals(2, sql.fetchCount(sql.selectFrom(orders).where(doc.like("%i%"))));
            assertEquals(
                    Map.of(5, 2),
                    sql.select(DSL.length(doc), DSL.count()).from(orders).groupBy(DSL.length(doc)).fetch().intoMap(
                            DSL.length(doc), DSL.count()));
            sql.transaction(inner -> inner.dsl().deleteFrom(orders).where(id.lt(0L)).execute());
            assertThrows(IllegalStateException.class, () -> sql.transaction(inner -> {
                inner.dsl().deleteFrom(orders).execute();
                throw new IllegalStateException("roll back");
            }));
            DSLContext plain = DSL.using(connection, SQLDialect.DEFAULT);
            assertEquals(1, plain.meta().getTables(DSL.name("MAIN", "ORDERS")).size());
            assertEquals("[2, zwei!]", List.of(sql.fetchSingle("select * from ORDERS").intoArray()).toString());
            sql.truncate(orders).execute();
            sql.dropTable(orders).execute();
        }
    }

    @Test
    void jdbiMapsBindsAndBatches() {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.useHandle(handle -> {
            handle.execute("CREATE TABLE names (id BIGINT PRIMARY KEY, name VARCHAR NOT NULL)");
            PreparedBatch batch = handle.prepareBatch("INSERT INTO names (id, name) VALUES (:id, :name)");
            for (int i = 0; i < 50; i++) {
                batch.bind("id", i).bind("name", "n" + i).add();
            }
            assertEquals(50, batch.execute().length);
            assertEquals(
                    List.of("n48", "n49"),
                    handle.createQuery("SELECT name FROM names WHERE id > :id ORDER BY id")
                            .bind("id", 47)
                            .mapTo(String.class)
                            .list());
            assertEquals(
                    List.of("n1", "n3"),
                    handle.createQuery("SELECT name FROM names WHERE id IN (<ids>)")
                            .bindList("ids", List.of(3, 1, 99))
                            .mapTo(String.class)
                            .list());
            assertEquals(50L, handle.select("SELECT COUNT(*) FROM names").mapTo(long.class).one());
            Map<String, Object> row = handle.select("SELECT * FROM names WHERE id = ?", 7).mapToMap().one();
            assertEquals(Map.of("id", 7L, "name", "n7"), row);
        });
        UnableToExecuteStatementException twice = assertThrows(
                UnableToExecuteStatementException.class,
                () -> jdbi.useTransaction(handle -> {
                    handle.execute("DELETE FROM names WHERE id < 10");
                    handle.execute("INSERT INTO names VALUES (20, 'again')");
                }));
        assertEquals("23505", ((SQLException) twice.getCause()).getSQLState());
        assertEquals(50L, jdbi.<Long, RuntimeException>withHandle(
                handle -> handle.select("SELECT COUNT(*) FROM names").mapTo(long.class).one()));
    }

    /** A mapper of MyBatis. */
    interface Notes {
        @Insert("INSERT INTO KV (K, V) VALUES (#{k}, #{v})")
        int insert(@Param("k") String key, @Param("v") String value);

        @Update("UPDATE KV SET V = #{v} WHERE K = #{k}")
        int update(@Param("k") String key, @Param("v") String value);

        @Delete("DELETE FROM KV WHERE K LIKE #{prefix} || '%'")
        int delete(@Param("prefix") String prefix);

        @Select("SELECT V FROM KV WHERE K = #{k}")
        String get(@Param("k") String key);

        @Select("SELECT K, V FROM KV ORDER BY K LIMIT #{most}")
        List<Map<String, Object>> list(@Param("most") int most);
    }

    @Test
    void myBatisMapsAndBatches() {
        Configuration configuration =
                new Configuration(new Environment("test", new JdbcTransactionFactory(), source));
        configuration.addMapper(Notes.class);
        SqlSessionFactory sessions = new SqlSessionFactoryBuilder().build(configuration);
        try (SqlSession session = sessions.openSession(ExecutorType.BATCH)) {
            Notes notes = session.getMapper(Notes.class);
            for (int i = 0; i < 20; i++) {
                notes.insert(String.format("n%02d", i), "v" + i);
            }
            session.commit();
        }
        try (SqlSession session = sessions.openSession()) {
            Notes notes = session.getMapper(Notes.class);
            assertEquals("v7", notes.get("n07"));
            assertEquals(1, notes.update("n07", "changed"));
            assertEquals("changed", notes.get("n07"));
            session.rollback();
            assertEquals("v7", notes.get("n07"));
            assertEquals(List.of(Map.of("K", "n00", "V", "v0"), Map.of("K", "n01", "V", "v1")), notes.list(2));
            assertThrows(PersistenceException.class, () -> notes.insert("n00", "again"));
            assertEquals(10, notes.delete("n1"));
            session.commit();
        }
    }
}
