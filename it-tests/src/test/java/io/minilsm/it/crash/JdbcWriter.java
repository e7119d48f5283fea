package io.minilsm.it.crash;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/** Writes through JDBC: each lane has a connection, each step is a transaction. */
public final class JdbcWriter {
    static final int LANES = 3;

    private JdbcWriter() {}

    /** Takes the words of {@link WriterArguments}. */
    public static void main(String[] words) throws Exception {
        WriterArguments arguments = WriterArguments.parse(words);
        System.out.println(WriterProcess.OPENING);
        String url = "jdbc:minilsm:" + arguments.store();
        DriverManager.getConnection(url).close();
        arguments.writeForEver(lane -> {
            Connection connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            PreparedStatement upsert = connection.prepareStatement("UPSERT INTO KV VALUES (?, ?)");
            PreparedStatement delete = connection.prepareStatement("DELETE FROM KV WHERE K = ?");
            return (step, changes) -> {
                for (PlannedSteps.Change change : changes) {
                    PreparedStatement statement = change.value() == null ? delete : upsert;
                    statement.setString(1, change.key());
                    if (change.value() != null) {
                        statement.setString(2, change.value());
                    }
                    statement.executeUpdate();
                }
                connection.commit();
                return 0;
            };
        });
    }
}
