package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage after the fact: what is acknowledged is returned exactly, or refused with the place of the damage. */
class WalDamageTest {
    private final LogBed bed = new LogBed();
    private final List<String> written = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyBitOfAClosedLogIsHarmlessOrRefused(boolean sameBoot) throws IOException {
        writeGroups(7, 550);
        bed.writer.close();
        assertTrue(bed.registered.size() >= 2, "segments=" + bed.registered);
        int refused = 0;
        for (long number : List.copyOf(bed.registered.keySet())) {
            refused += flipEveryBit(number, sameBoot);
        }
        assertTrue(refused > 7 * 550, "refused=" + refused);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyBitOfAKilledLogWithItsMarkIsHarmlessOrRefused(boolean sameBoot) throws IOException {
        writeGroups(7, 550);
        for (long number : List.copyOf(bed.registered.keySet())) {
            flipEveryBit(number, sameBoot);
        }
    }

    @Test
    void onlyTheLastGroupBeforeItsMarkCanBeTakenForATornWrite() throws IOException {
        writeGroups(5, 100);
        List<WalScanner.Stretch> frames = bed.scan(1);
        WalScanner.Stretch mark = frames.get(frames.size() - 1);
        WalScanner.Stretch group = frames.get(frames.size() - 2);
        WalScanner.Stretch markBefore = frames.get(frames.size() - 3);
        assertEquals("mark", mark.type());
        byte[] bytes = bed.bytes(1);
        Arrays.fill(bytes, (int) mark.offset(), (int) mark.end(), (byte) 0);
        bed.write(1, bytes);
        bed.replay(false);
        assertEquals(written, bed.replayed);
        long limit = 0;
        for (int bit = 8 * WalFormat.FIRST_FRAME_OFFSET; bit < 8 * mark.end(); bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            bed.write(1, damaged);
            try {
                bed.replay(false);
                if (!bed.replayed.equals(written)) {
                    assertTrue(bed.replayed.equals(written.subList(0, written.size() - 1)), "bit=" + bit);
                    assertTrue(bit / 8 >= markBefore.offset() && bit / 8 < group.end(), "bit=" + bit);
                    limit++;
                }
            } catch (CorruptionException e) {
                assertNamed(e, 1, bit / 8);
            }
        }
        // The limit that docs/format/wal.md states, counted: every bit since the last durable mark's end and no other.
        assertEquals(8 * (markBefore.lengthBytes() + group.lengthBytes()), limit);
    }

    @Test
    void logCutOffAtAnyLengthIsRefused() throws IOException {
        writeGroups(12, 700);
        bed.writer.close();
        for (long number : List.copyOf(bed.registered.keySet())) {
            byte[] bytes = bed.bytes(number);
            for (int length = 0; length < bytes.length; length += 7) {
                bed.write(number, Arrays.copyOf(bytes, length));
                CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(false));
                assertEquals(bed.file(number).getFileName().toString(), e.file());
            }
            bed.write(number, bytes);
        }
    }

    @Test
    void tornTailAtAnyLengthEndsTheLogBeforeIt() throws IOException {
        writeGroups(2, 100);
        bed.put("t".repeat(300));
        WalScanner.Stretch last = bed.scan(1).get(bed.scan(1).size() - 1);
        byte[] bytes = bed.bytes(1);
        for (long end = last.offset(); end < last.end(); end++) {
            for (int filler : new int[] {0, 0x5A}) { // fresh zeros, and what an earlier use may have left
                byte[] torn = bytes.clone();
                Arrays.fill(torn, (int) end, torn.length, (byte) filler);
                if (Arrays.equals(torn, (int) last.offset(), (int) last.end(),
                        bytes, (int) last.offset(), (int) last.end())) {
                    continue; // what is cut off are zeros
                }
                bed.write(1, torn);
                WalReplay.Outcome outcome = bed.replay(true);
                assertEquals(written, bed.replayed, "end=" + end);
                assertEquals(2, outcome.durableSequence());
                assertFalse(outcome.hasTail());
            }
        }
        assertEquals(bytes.length, bed.bytes(1).length);
    }

    @Test
    void unsyncedFramesBehindALostOneAreDiscardedAfterAPowerCutAndRefusedWithoutOne() throws IOException {
        writeGroups(2, 100);
        bed.put("lost");
        bed.put("behind");
        damageFrameOf(1, 3);
        WalReplay.Outcome outcome = bed.replay(false);
        assertEquals(written, bed.replayed);
        assertEquals(2, outcome.lastSequence());
        assertEquals(1, outcome.notes().size());
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(true));
        assertTrue(e.getMessage().contains("sequences from=3 to=3"), e.getMessage());
    }

    @Test
    void successorIsDiscardedWhenItsPredecessorIsShortAndNothingInItIsDurable() throws IOException {
        bed.background = task -> {}; // nothing is forced or closed
        writeGroups(1, 100);
        while (bed.registered.size() < 2 || bed.scan(2).isEmpty()) {
            put(500);
        }
        put(500);
        List<WalScanner.Stretch> first = bed.scan(1);
        WalScanner.Stretch last = first.get(first.size() - 1);
        byte[] bytes = bed.bytes(1);
        Arrays.fill(bytes, (int) last.offset(), (int) last.end(), (byte) 0);
        bed.write(1, bytes);
        WalReplay.Outcome outcome = bed.replay(false);
        assertEquals(last.firstSequence() - 1, outcome.lastSequence());
        assertEquals(written.subList(0, (int) outcome.lastSequence()), bed.replayed);
        assertEquals(List.of(2L), outcome.superseded());
        assertThrows(CorruptionException.class, () -> bed.replay(true));
        bed.writer.force();
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(false));
        assertEquals("000001.wal", e.file());
        assertEquals(last.offset(), e.offset());
    }

    @Test
    void swappedSegmentsAndThoseOfAnotherUseAreRefused() throws IOException {
        writeGroups(30, 700);
        bed.writer.close();
        byte[] first = bed.bytes(1);
        byte[] second = bed.bytes(2);
        bed.write(1, second);
        bed.write(2, first);
        assertEquals("000001.wal", assertThrows(CorruptionException.class, () -> bed.replay(false)).file());
        bed.write(1, first);
        assertEquals("000002.wal", assertThrows(CorruptionException.class, () -> bed.replay(false)).file());
        bed.write(2, second);
        bed.registered.put(2L, new WalSegment(2, bed.registered.get(2L).nonce() + 1, second.length));
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(false));
        assertTrue(e.getMessage().contains("another use"), e.getMessage());
    }

    @Test
    void olderCopyOfASegmentIsRefusedOnceAMarkOrItsEndIsKnownElsewhere() throws IOException {
        writeGroups(3, 700);
        byte[] older = bed.bytes(1);
        writeGroups(30, 700);
        bed.writer.close();
        bed.write(1, older);
        assertEquals("000001.wal", assertThrows(CorruptionException.class, () -> bed.replay(false)).file());
    }

    @Test
    void randomDamageIsNeverSilent() throws IOException {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        writeGroups(40, 500);
        bed.writer.close();
        List<Long> numbers = List.copyOf(bed.registered.keySet());
        for (int round = 0; round < TestScale.pick(2_000, 100_000); round++) {
            long number = numbers.get(random.nextInt(numbers.size()));
            byte[] bytes = bed.bytes(number);
            bed.write(number, damage(bytes.clone(), random));
            try {
                WalReplay.Outcome outcome = bed.replay(random.nextBoolean());
                assertTrue(bed.replayed.equals(written), "replayed=" + bed.replayed.size() + ", round=" + round + ", "
                        + TestScale.rerun(seed));
                assertEquals(written.size(), outcome.durableSequence(), TestScale.rerun(seed));
            } catch (CorruptionException e) {
                assertEquals(bed.file(number).getFileName().toString(), e.file(), TestScale.rerun(seed));
            }
            bed.write(number, bytes);
        }
    }

    private static byte[] damage(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(2000));
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, from, to, (byte) 0);
            case 1 -> random.nextBytes(bytes);
            case 2 -> {
                int source = random.nextInt(bytes.length) & ~7;
                int target = from & ~7;
                int length = Math.min(bytes.length - Math.max(source, target), to - from);
                System.arraycopy(bytes.clone(), source, bytes, target, length);
            }
            default -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    private int flipEveryBit(long number, boolean sameBoot) throws IOException {
        byte[] bytes = bed.bytes(number);
        BitSet headers = headers(number);
        int refused = 0;
        for (int at = 0; at < bytes.length; at++) {
            // In bytes whose meaning is checked by nothing but a checksum, or by nothing, one bit stands for all.
            boolean each = TestScale.isLong() || headers.get(at);
            for (int bit = each ? 0 : at % 8; bit < (each ? 8 : at % 8 + 1); bit++) {
                byte[] damaged = bytes.clone();
                damaged[at] ^= (byte) (1 << bit);
                bed.write(number, damaged);
                try {
                    bed.replay(sameBoot);
                    assertTrue(bed.replayed.equals(written),
                            "segment=" + number + ", offset=" + at + ", bit=" + bit);
                } catch (CorruptionException e) {
                    assertNamed(e, number, at);
                    refused++;
                }
            }
        }
        bed.write(number, bytes);
        return refused;
    }

    private BitSet headers(long number) throws IOException {
        BitSet headers = new BitSet();
        headers.set(0, FileHeader.BYTES);
        for (WalScanner.Stretch frame : bed.scan(number)) {
            headers.set((int) frame.offset(), (int) frame.offset() + FrameHeader.BYTES);
        }
        return headers;
    }

    private void assertNamed(CorruptionException e, long number, long at) {
        assertEquals(bed.file(number).getFileName().toString(), e.file(), e.getMessage());
        assertTrue(e.offset() <= at, "flipped at=" + at + ", " + e.getMessage());
    }

    private void damageFrameOf(long number, long sequence) throws IOException {
        byte[] bytes = bed.bytes(number);
        for (WalScanner.Stretch frame : bed.scan(number)) {
            if (frame.type().equals("data") && frame.firstSequence() == sequence) {
                bytes[(int) frame.offset() + FrameHeader.BYTES] ^= 1;
            }
        }
        bed.write(number, bytes);
    }

    private void writeGroups(int count, int length) throws IOException {
        if (bed.writer == null) {
            bed.open();
        }
        for (int i = 0; i < count; i++) {
            put(length);
            bed.writer.force();
        }
    }

    private void put(int length) throws IOException {
        String value = String.format("%0" + length + "d", bed.sequence + 1);
        bed.put(value);
        written.add(value);
    }
}
