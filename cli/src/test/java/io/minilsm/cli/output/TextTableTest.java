package io.minilsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void columnsAreAligned() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandIo io = io(out);
        TextTable table = new TextTable(io, List.of("name", "count", "note"), List.of(false, true, false));
        table.row(List.of("wal", "1", "x"));
        table.row(List.of("manifest", "1,000", ""));
        table.end();
        io.flush();
        assertEquals(
                """
                name      count  note
                --------  -----  ----
                wal           1  x
                manifest  1,000  \n""",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aLongTableStreamsAndLosesNoRow() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandIo io = io(out);
        TextTable table = new TextTable(io, List.of("n"), List.of(true));
        for (int i = 0; i < 1000; i++) {
            table.row(List.of(Integer.toString(i)));
        }
        table.end();
        io.flush();
        assertEquals(1002, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void aReaderThatLeftStopsALongAnswer() {
        CommandIo io = io(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        boolean reading = true;
        for (int i = 0; i < 10_000 && reading; i++) {
            reading = io.printLine("line");
        }
        assertFalse(reading);
    }

    private static CommandIo io(OutputStream out) {
        return CommandIo.of(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), "");
    }
}
