package io.minilsm.cli.torture;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares a store whose writer was killed with what the writer was acknowledged and what it sent: everything
 * acknowledged at a level that survives is there, what else is there is a prefix in the order of writes, batches are
 * whole, no delete is undone, both ways of reading agree, and every checksum holds. For one thread.
 */
final class Judge {
    private static final int KEYS_ASKED_PER_LANE = 5;

    private final List<Lane> lanes = new ArrayList<>();
    private final int spaces;
    private final SplittableRandom random;

    Judge(int lanes, int spaces, SplittableRandom random) {
        for (int lane = 0; lane < lanes; lane++) {
            this.lanes.add(new Lane(lane));
        }
        this.spaces = spaces;
        this.random = random;
    }

    /** Returns by lane the last step that the store holds, as found at the last judgement. */
    List<Long> done() {
        return lanes.stream().map(Lane::lastStep).toList();
    }

    /**
     * Judges the store.
     *
     * @param logs directory of the killed writer's logs
     * @param readOnly whether to leave the recovery to the next writer; else it is done here, and the store closed
     * @return how many steps were acknowledged to the killed writer
     * @throws IOException if a full disk or a missing permission kept this from judging
     */
    long judge(Path directory, Path logs, Plan plan, Options options, boolean readOnly)
            throws Violation, IOException {
        List<AckLog.Read> read = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            read.add(AckLog.read(WriterTask.log(logs, lane)));
        }
        try (Store store =
                readOnly ? MiniLsm.openReadOnly(directory, options) : MiniLsm.open(directory, options)) {
            List<Map<Lane.Slot, byte[]>> entries = entriesOf(store);
            for (int lane = 0; lane < lanes.size(); lane++) {
                lanes.get(lane).advance(plan, entries.get(lane), read.get(lane));
                askForSomeKeys(store, lane);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        checkOrder(read);
        verify(directory);
        return read.stream().mapToLong(log -> log.acknowledged().size()).sum();
    }

    private static void verify(Path directory) throws Violation, IOException {
        VerifyReport report;
        try {
            report = Verify.run(directory);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!report.isClean()) {
            throw new Violation(Violation.Kind.DAMAGE, report.damages().toString());
        }
    }

    private static Violation unreadable(IOException e) throws IOException {
        if (WriterTask.isDiskFull(e)) {
            throw e;
        }
        return new Violation(Violation.Kind.UNREADABLE, e.toString(), e);
    }

    private List<Map<Lane.Slot, byte[]>> entriesOf(Store store) throws IOException, Violation {
        List<Map<Lane.Slot, byte[]>> entries = new ArrayList<>();
        lanes.forEach(lane -> entries.add(new HashMap<>()));
        List<String> names = store.keySpaceNames();
        for (int space = 0; space < spaces; space++) {
            String name = Plan.spaceName(space);
            if (space > 0 && !names.contains(name)) {
                continue;
            }
            KeySpace keys = space == 0 ? store : store.keySpace(name);
            try (Cursor cursor = keys.cursor(Range.all())) {
                while (cursor.next()) {
                    String key = new String(cursor.key(), StandardCharsets.UTF_8);
                    entries.get(laneOf(key, space)).put(new Lane.Slot(space, key), cursor.value());
                }
            }
        }
        return entries;
    }

    private int laneOf(String key, int space) throws Violation {
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (key.startsWith(Plan.prefix(lane))) {
                return lane;
            }
        }
        throw new Violation(Violation.Kind.TORN, "nobody wrote this key: key=" + key + ", space=" + space);
    }

    /** A get must say what the cursor said. */
    private void askForSomeKeys(Store store, int lane) throws IOException, Violation {
        Map<Lane.Slot, byte[]> entries = lanes.get(lane).entries();
        for (int i = 0; i < KEYS_ASKED_PER_LANE; i++) {
            Lane.Slot slot = Plan.slot(lane, spaces, random);
            if (slot.space() > 0 && !store.keySpaceNames().contains(Plan.spaceName(slot.space()))) {
                continue;
            }
            KeySpace space = slot.space() == 0 ? store : store.keySpace(Plan.spaceName(slot.space()));
            byte[] value = space.get(slot.key().getBytes(StandardCharsets.UTF_8));
            if (!Arrays.equals(value, entries.get(slot))) {
                throw new Violation(
                        Violation.Kind.READ, "get and cursor: key=" + slot.key() + ", space=" + slot.space());
            }
        }
    }

    /** What survives of all lanes together must be a prefix of the store's one order of writes. */
    private void checkOrder(List<AckLog.Read> logs) throws Violation {
        long lastKept = 0;
        long firstLost = Long.MAX_VALUE;
        for (int lane = 0; lane < lanes.size(); lane++) {
            for (AckLog.Acknowledged step : logs.get(lane).acknowledged()) {
                if (step.sequence() > 0 && step.step() <= lanes.get(lane).firstStep()) {
                    lastKept = Math.max(lastKept, step.sequence());
                } else if (step.sequence() > 0 && step.step() > lanes.get(lane).lastStep()) {
                    firstLost = Math.min(firstLost, step.sequence());
                }
            }
        }
        if (lastKept > firstLost) {
            throw new Violation(
                    Violation.Kind.HOLE, "sequence " + firstLost + " is lost, sequence " + lastKept + " is there");
        }
    }
}
