package io.minilsm.jdbc.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.jdbc.plan.BigintCodec;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class TableCodecTest {
    private static byte[] example() throws SQLException {
        TableColumn key = new TableColumn("ID", SqlType.BIGINT, 0);
        return TableCodec.encode(1, "T", "minilsm.jdbc.rows.1", key, new TableColumn("D", SqlType.VARCHAR, 9));
    }

    @Test
    void theExampleOfTheFormatPageIsWhatIsWritten() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "format", "tables.md"));
        String block = page.split("```")[1].replaceAll("\\s", "");
        assertEquals(block, HexFormat.of().formatHex(example()));
        assertEquals(
                page.split("-2 in it is `")[1].split("`")[0].replace(" ", ""),
                HexFormat.of().formatHex(BigintCodec.encode(-2)));
    }

    @Test
    void entriesComeBackAsTheyWere() throws SQLException {
        Table table = TableCodec.decode(example());
        assertEquals("T", table.name());
        assertEquals("minilsm.jdbc.rows.1", table.spaceName());
        assertEquals(new TableColumn("ID", SqlType.BIGINT, 0), table.key());
        assertEquals(new TableColumn("D", SqlType.VARCHAR, 9), table.value());
        assertEquals(-2, BigintCodec.decode(BigintCodec.encode(-2)));
    }

    @Test
    void damagedEntriesAreNamed() throws SQLException {
        byte[] good = example();
        for (int length = 0; length < good.length; length++) {
            damaged(Arrays.copyOf(good, length));
        }
        damaged(Arrays.copyOf(good, good.length + 1));
        byte[] newer = good.clone();
        newer[0] = 2;
        damaged(newer);
    }

    private static void damaged(byte[] entry) {
        SQLException thrown = assertThrows(SQLException.class, () -> TableCodec.decode(entry));
        assertEquals("XX001", thrown.getSQLState(), thrown::toString);
    }
}
