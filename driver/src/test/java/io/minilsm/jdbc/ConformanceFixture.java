package io.minilsm.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;

/** An object of each kind, in a state in which a method can be called, and arguments that make sense for it. */
final class ConformanceFixture implements AutoCloseable {
    private static final Set<String> IN_TRANSACTION =
            Set.of("commit", "rollback", "setSavepoint", "releaseSavepoint");

    private static final String COLUMNS = "SELECT '1' AS N, '2026-01-02' AS D, '10:11:12' AS T,"
            + " '2026-01-02 10:11:12' AS TS FROM KV";

    private final Connection connection = DriverManager.getConnection("jdbc:minilsm:mem:");

    ConformanceFixture() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '1')");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    Object target(Class<?> type, Method method) throws SQLException {
        connection.setAutoCommit(!IN_TRANSACTION.contains(method.getName()));
        if (type == Connection.class) {
            return connection;
        } else if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        } else if (type == PreparedStatement.class) {
            return prepared(method.getName());
        }
        Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        if (type == Statement.class) {
            return statement;
        }
        ResultSet rows = statement.executeQuery(COLUMNS);
        rows.next();
        return rows;
    }

    private PreparedStatement prepared(String method) throws SQLException {
        boolean query = method.equals("executeQuery") || method.equals("getMetaData");
        PreparedStatement statement =
                connection.prepareStatement(query ? "SELECT K FROM KV WHERE V = ?" : "UPSERT INTO KV VALUES ('b', ?)");
        statement.setString(1, "x");
        return statement;
    }

    Object[] arguments(Class<?> type, Method method) throws Exception {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(type, method, types[i], i);
        }
        return arguments;
    }

    private Object argument(Class<?> owner, Method method, Class<?> type, int index)
            throws Exception {
        String name = method.getName();
        if (type == int.class) {
            return number(owner, name, index, method.getParameterCount());
        } else if (type == String.class) {
            return text(owner, name);
        } else if (type == Savepoint.class) {
            return connection.setSavepoint();
        } else if (type == Class.class) {
            return owner == ResultSet.class ? (Object) String.class : Connection.class;
        }
        return plain(type);
    }

    private static int number(Class<?> owner, String name, int index, int count) {
        if (owner == ResultSet.class && index == 0) {
            return name.equals("setFetchDirection") ? ResultSet.FETCH_FORWARD : columnOf(name);
        }
        return switch (name) {
            case "setTransactionIsolation" -> Connection.TRANSACTION_SERIALIZABLE;
            case "setFetchDirection" -> ResultSet.FETCH_FORWARD;
            case "createStatement", "prepareCall" -> form(index);
            case "prepareStatement" -> count == 2 ? Statement.NO_GENERATED_KEYS : form(index - 1);
            case "execute", "executeUpdate", "executeLargeUpdate" -> Statement.NO_GENERATED_KEYS;
            case "setObject" -> index == 0 ? 1 : Types.VARCHAR;
            default -> 1;
        };
    }

    private static int form(int index) {
        return index == 0
                ? ResultSet.TYPE_FORWARD_ONLY
                : index == 1 ? ResultSet.CONCUR_READ_ONLY : ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    private static int columnOf(String getter) {
        return switch (getter) {
            case "getDate" -> 2;
            case "getTime" -> 3;
            case "getTimestamp" -> 4;
            default -> 1;
        };
    }

    private static String text(Class<?> owner, String name) {
        if (owner == ResultSet.class) {
            return new String[] {"", "N", "D", "T", "TS"}[columnOf(name)];
        } else if (owner == DatabaseMetaData.class) {
            return null;
        }
        return switch (name) {
            case "setSchema" -> "MAIN";
            case "setCatalog" -> null;
            case "setClientInfo", "getClientInfo" -> "ApplicationName";
            case "executeQuery" -> "SELECT K FROM KV";
            case "setSavepoint", "isSimpleIdentifier", "enquoteIdentifier" -> "name";
            default -> "UPSERT INTO KV VALUES ('c', 'd')";
        };
    }

    private static Object plain(Class<?> type) throws Exception {
        return switch (type.getSimpleName().toLowerCase(Locale.ROOT)) {
            case "boolean" -> true;
            case "byte" -> (byte) 1;
            case "short" -> (short) 1;
            case "long" -> 1L;
            case "float" -> 1f;
            case "double" -> 1d;
            case "byte[]" -> new byte[] {1};
            case "int[]" -> new int[] {1};
            case "string[]" -> new String[] {"K"};
            case "object" -> "x";
            case "object[]" -> new Object[0];
            default -> made(type);
        };
    }

    private static Object made(Class<?> type) throws Exception {
        Map<Class<?>, Object> made = Map.ofEntries(
                Map.entry(BigDecimal.class, BigDecimal.ONE),
                Map.entry(InputStream.class, new ByteArrayInputStream(new byte[] {65})),
                Map.entry(Reader.class, new StringReader("x")),
                Map.entry(Date.class, Date.valueOf("2026-01-02")),
                Map.entry(Time.class, Time.valueOf("10:11:12")),
                Map.entry(Timestamp.class, Timestamp.valueOf("2026-01-02 10:11:12")),
                Map.entry(Calendar.class, Calendar.getInstance()),
                Map.entry(Blob.class, new JdbcBlob(new byte[] {1})),
                Map.entry(Clob.class, new JdbcClob("x")),
                Map.entry(NClob.class, new JdbcClob("x")),
                Map.entry(Map.class, Map.of()),
                Map.entry(Properties.class, new Properties()),
                Map.entry(Executor.class, (Executor) Runnable::run),
                Map.entry(SQLType.class, JDBCType.VARCHAR),
                Map.entry(URL.class, URI.create("http://localhost").toURL()));
        return made.get(type);
    }
}
