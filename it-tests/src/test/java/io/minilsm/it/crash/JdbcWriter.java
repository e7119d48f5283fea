package io.minilsm.it.crash;

import io.minilsm.cli.torture.Plan;
import io.minilsm.cli.torture.WriterTask;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/** Writes through JDBC: each lane has a connection, each step is a transaction. */
public final class JdbcWriter {
    static final int LANES = 3;

    private JdbcWriter() {}

    /** Takes the words of a {@link WriterTask}. */
    public static void main(String[] words) throws Exception {
        WriterTask task = WriterTask.begin(words);
        String url = "jdbc:minilsm:" + task.store();
        DriverManager.getConnection(url).close();
        task.write(lane -> {
            Connection connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            PreparedStatement upsert = connection.prepareStatement("UPSERT INTO KV VALUES (?, ?)");
            PreparedStatement delete = connection.prepareStatement("DELETE FROM KV WHERE K = ?");
            return (step, changes) -> {
                for (Plan.Change change : changes) {
                    PreparedStatement statement = change.isDelete() ? delete : upsert;
                    statement.setString(1, change.key());
                    if (!change.isDelete()) {
                        statement.setString(2, new String(change.value(), StandardCharsets.UTF_8));
                    }
                    statement.executeUpdate();
                }
                connection.commit();
                return WriterTask.Ack.DURABLE;
            };
        });
    }
}
