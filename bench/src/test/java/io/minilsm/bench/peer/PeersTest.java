package io.minilsm.bench.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PeersTest {
    private static final int ENTRIES = 500;

    @TempDir
    private Path directory;

    private static Stream<PeerCatalog> stores() {
        return Arrays.stream(PeerCatalog.values()).filter(each -> each != PeerCatalog.BARE_LOOP);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void answersWhatWasPut(PeerCatalog engine) throws Exception {
        try (Peer peer = fill(engine, false);
                PeerReader reader = peer.reader()) {
            byte[] target = new byte[100];
            for (int i = 0; i < ENTRIES; i++) {
                assertEquals(100, reader.get(key(i), target), "entry " + i);
                assertArrayEquals(value(i), target, "entry " + i);
            }
            assertEquals(-1, reader.get("0000000000000000x".getBytes(StandardCharsets.US_ASCII), target));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void walksOverEachEntryOnce(PeerCatalog engine) throws Exception {
        Fold expected = new Fold();
        for (int i = 0; i < ENTRIES; i++) {
            expected.add(key(i), value(i));
        }
        try (Peer peer = fill(engine, false);
                PeerReader reader = peer.reader()) {
            Fold fold = new Fold();
            assertEquals(ENTRIES, reader.walkForward(fold));
            assertEquals(expected.sum(), fold.sum());
            fold.clear();
            long backwards = reader.walkBackward(fold);
            assertTrue(backwards == ENTRIES || engine == PeerCatalog.LEVELDB, "walked over " + backwards);
            assertEquals(backwards < 0 ? 0 : expected.sum(), fold.sum());
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void walksFromAKeyUpToTheLimit(PeerCatalog engine) throws Exception {
        try (Peer peer = fill(engine, false);
                PeerReader reader = peer.reader()) {
            for (int from : List.of(0, 123, ENTRIES - 3)) {
                int end = Math.min(ENTRIES, from + 10);
                Fold expected = new Fold();
                for (int i = from; i < end; i++) {
                    expected.add(key(i), value(i));
                }
                Fold fold = new Fold();
                assertEquals(end - from, reader.walkFrom(key(from), 10, fold));
                assertEquals(expected.sum(), fold.sum());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void durablePutsAreThereAfterOpeningAgain(PeerCatalog engine) throws Exception {
        try (Peer peer = engine.open(settings(true))) {
            peer.put(key(7), value(7));
        }
        try (Peer peer = engine.open(settings(true));
                PeerReader reader = peer.reader()) {
            byte[] target = new byte[100];
            assertEquals(100, reader.get(key(7), target));
            assertArrayEquals(value(7), target);
        }
    }

    /** Half by single puts, half in one batch, from arrays that are used again as the workloads do. */
    private Peer fill(PeerCatalog engine, boolean sync) throws Exception {
        Peer peer = engine.open(settings(sync));
        byte[] key = new byte[16];
        byte[] value = new byte[100];
        for (int i = 0; i < ENTRIES / 2; i++) {
            System.arraycopy(key(i), 0, key, 0, key.length);
            System.arraycopy(value(i), 0, value, 0, value.length);
            peer.put(key, value);
        }
        int count = ENTRIES - ENTRIES / 2;
        byte[][] keys = new byte[count][];
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            keys[i] = key(ENTRIES / 2 + i);
            values[i] = value(ENTRIES / 2 + i);
        }
        peer.putBatch(keys, values, count);
        Arrays.stream(keys).forEach(each -> Arrays.fill(each, (byte) 'z'));
        return peer;
    }

    private PeerSettings settings(boolean sync) {
        return new PeerSettings(directory, sync, 14L << 20, 1L << 20);
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "%016d", number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int number) {
        byte[] value = new byte[100];
        Arrays.fill(value, (byte) number);
        value[0] = (byte) (number >>> 8);
        return value;
    }
}
