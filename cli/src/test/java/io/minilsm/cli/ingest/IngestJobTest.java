package io.minilsm.cli.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IngestJobTest {
    private static final RecordFormat FORMAT = new JsonRecords(List.of("/id"), "/", null);

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = MiniLsm.openInMemory(Options.defaults());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void everyRecordIsStored() throws Exception {
        IngestJob.Result result = run(messages(2500), false);
        assertEquals(2500, result.entries());
        assertEquals(2500, keys(store).size());
        assertEquals("{\"id\":\"m0007\"}", text(store.get(bytes("m0007"))));
    }

    @Test
    void brokenOffAnywhereItGoesOnWithoutGapAndWithoutRepetition() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String input = messages(5000);
        for (int round = 0; round < 5; round++) {
            try (Store broken = MiniLsm.openInMemory(Options.defaults())) {
                int cut = random.nextInt(1, input.length());
                assertThrows(IOException.class, () -> run(broken, new Breaking(stream(input), cut), false));
                long before = keys(broken).size();
                IngestJob.Result result = run(broken, stream(input), false);
                assertEquals(before, result.resumedAt(), () -> "seed=" + seed);
                assertEquals(5000 - before, result.entries(), () -> "seed=" + seed);
                assertEquals(5000, keys(broken).size(), () -> "seed=" + seed);
            }
        }
    }

    @Test
    void doneSourceIsNotDoneAgainButItsNewLinesAre() throws Exception {
        run(messages(100), false);
        assertEquals(0, run(messages(100), false).entries());
        assertEquals(20, run(messages(120), false).entries());
        assertEquals(120, keys(store).size());
    }

    @Test
    void lastLineWithoutAnEndMayGrow() throws Exception {
        assertEquals(2, run("{\"id\":1}\n{\"id\":2}", false).entries());
        assertEquals(2, run("{\"id\":1}\n{\"id\":2} \n{\"id\":3}\n", false).entries());
        assertEquals("{\"id\":2} ", text(store.get(bytes("2"))));
        assertEquals(3, keys(store).size());
    }

    @Test
    void changedSourceIsRefusedUntilItIsTakenAgain() throws Exception {
        run("{\"id\":1}\n{\"id\":2}\n", false);
        String changed = "{\"id\":3}\n{\"id\":4}\n{\"id\":5}\n";
        IOException e = assertThrows(IOException.class, () -> run(changed, false));
        assertTrue(e.getMessage().contains("source was changed"), e.getMessage());
        assertThrows(IOException.class, () -> run("{\"id\":1}\n", false));
        assertEquals(3, run(changed, true).entries());
        assertEquals(0, run(changed, false).entries());
    }

    @Test
    void anotherWayOfTakingItIsRefused() throws Exception {
        run("{\"id\":1,\"n\":2}\n", false);
        RecordFormat other = new JsonRecords(List.of("/n"), "/", null);
        IngestJob job = new IngestJob(store, store, "test", other, false);
        IOException e = assertThrows(
                IOException.class,
                () -> job.run(new RecordReader(stream("{\"id\":1,\"n\":2}\n"), false), false, done -> {}));
        assertTrue(e.getMessage().contains("another way before"), e.getMessage());
    }

    @Test
    void badRecordStopsItAndTheRestIsTakenOnceItIsMended() throws Exception {
        String head = messages(1500);
        String broken = head + "oops\n{\"id\":\"z\"}\n";
        BadRecordException e = assertThrows(BadRecordException.class, () -> run(broken, false));
        assertTrue(e.getMessage().contains("source=test, record=1501, not JSON"), e.getMessage());
        assertEquals(1500, keys(store).size());
        assertEquals(2, run(head + "{\"id\":\"y\"}\n{\"id\":\"z\"}\n", false).entries());
    }

    @Test
    void badRecordsAreLeftOutAndCountedOnDemand() throws Exception {
        String input = "{\"id\":1}\noops\n{}\n{\"id\":\"\"}\n{\"id\":2}\n";
        IngestJob job = new IngestJob(store, store, "test", FORMAT, true);
        IngestJob.Result result = job.run(new RecordReader(stream(input), false), false, done -> {});
        assertEquals(2, result.entries());
        assertEquals(3, result.badRecords());
        assertTrue(result.firstBad().contains("record=2"), result.firstBad());
    }

    @Test
    void headerIsReadAgainWhenGoingOn() throws Exception {
        String first = "id,name\n1,a\n";
        KeySpace space = store.keySpace("people");
        for (String input : List.of(first, first + "2,b\n")) {
            RecordFormat format = new DelimitedRecords(true, true, List.of("id"), "/", "name");
            IngestJob job = new IngestJob(store, space, "people.csv", format, false);
            job.run(new RecordReader(stream(input), true), false, done -> {});
        }
        assertEquals(List.of("1", "2"), keys(space));
        assertEquals("b", text(space.get(bytes("2"))));
        assertEquals(List.of(), keys(store));
    }

    @Test
    void sourceWithoutANameLeavesNoPlace() throws Exception {
        IngestJob job = new IngestJob(store, store, null, FORMAT, false);
        job.run(new RecordReader(stream("{\"id\":1}\n"), false), false, done -> {});
        assertEquals(List.of(), store.keySpaceNames());
    }

    private IngestJob.Result run(String input, boolean restart) throws IOException {
        return run(store, stream(input), restart);
    }

    private static IngestJob.Result run(Store into, InputStream input, boolean restart) throws IOException {
        IngestJob job = new IngestJob(into, into, "test", FORMAT, false);
        return job.run(new RecordReader(input, false), restart, done -> {});
    }

    private static String messages(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(String.format("{\"id\":\"m%04d\"}%n", i));
        }
        return text.toString().replace("\r\n", "\n");
    }

    private static List<String> keys(KeySpace space) throws IOException {
        List<String> keys = new ArrayList<>();
        try (Cursor cursor = space.cursor(Range.all())) {
            while (cursor.next()) {
                keys.add(text(cursor.key()));
            }
        }
        return keys;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Gives small pieces and fails after some bytes, as a process that is killed there. */
    private static final class Breaking extends FilterInputStream {
        private static final int PIECE_BYTES = 700;
        private int left;

        Breaking(InputStream in, int left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("broken off");
            }
            int read = super.read(target, offset, Math.min(Math.min(length, PIECE_BYTES), left));
            left -= read;
            return read;
        }
    }
}
