package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/**
 * Calls every method of the five main interfaces and compares what comes of it with docs/jdbc-conformance.md. Made anew
 * with {@code -Dminilsm.conformance.write=true}.
 */
final class ConformanceTest {
    private static final Path PAGE = Path.of("..", "docs", "jdbc-conformance.md");

    @Test
    void theCommittedTableIsWhatTheDriverDoes() throws Exception {
        StringBuilder page = new StringBuilder("# What each JDBC method does\n\n"
                + "Made by `ConformanceTest`, which calls each method once with arguments that make sense, and fails\n"
                + "when this page says something else. Refused means an `SQLException` with the SQLState named.\n");
        for (Class<?> type : List.of(
                Connection.class, Statement.class, PreparedStatement.class, ResultSet.class, DatabaseMetaData.class)) {
            section(page, type);
        }
        if (Boolean.getBoolean("minilsm.conformance.write")) {
            Files.writeString(PAGE, page);
        }
        String committed = Files.readString(PAGE).replace("\r\n", "\n");
        assertEquals(committed, page.toString(), "docs/jdbc-conformance.md is out of date");
    }

    private static void section(StringBuilder page, Class<?> type) throws Exception {
        List<String> lines = new ArrayList<>();
        int works = 0;
        Method[] methods = type.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(ConformanceTest::signature));
        for (Method method : methods) {
            if (method.isSynthetic() || isOfNewerJava(method)) {
                continue;
            }
            String outcome = outcome(type, method);
            works += outcome.equals("works") ? 1 : 0;
            lines.add("| `" + signature(method) + "` | " + outcome + " |\n");
        }
        page.append("\n## ").append(type.getSimpleName()).append(": ").append(works).append(" of ");
        page.append(lines.size()).append(" work\n\n| method | |\n|---|---|\n");
        lines.forEach(page::append);
    }

    /** The page is of the methods of Java 17. */
    private static boolean isOfNewerJava(Method method) throws Exception {
        return Runtime.version().feature() > 17 && !Files.readString(PAGE).contains("`" + signature(method) + "`");
    }

    private static String signature(Method method) {
        StringJoiner types = new StringJoiner(", ", method.getName() + "(", ")");
        for (Class<?> type : method.getParameterTypes()) {
            types.add(type.getSimpleName());
        }
        return types.toString();
    }

    private static String outcome(Class<?> type, Method method) throws Exception {
        try (ConformanceFixture fixture = new ConformanceFixture()) {
            Object target = fixture.target(type, method);
            Object[] arguments = fixture.arguments(type, method);
            try {
                Object result = method.invoke(target, arguments);
                boolean rows = method.getReturnType() == ResultSet.class && type == DatabaseMetaData.class;
                assertFalse(rows && result == null, () -> "null for " + method);
                return "works";
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException refused && refused.getSQLState() != null) {
                    return "refused, " + refused.getSQLState();
                }
                throw new AssertionError(method.toString(), e.getCause());
            }
        }
    }
}
