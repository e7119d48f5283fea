package io.minilsm.it.disk;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import java.util.ArrayList;
import java.util.List;

/** Writes in several threads and with all durabilities until the power is cut, or the process killed. */
public final class CutWriter {
    static final int LANES = 4;

    /** What it prints before it opens the store. */
    static final String OPENING = "opening";

    /** What it prints once its threads write. */
    static final String WRITING = "writing";

    /** Small, so that segments fill, memtables are flushed and tables are merged within a second. */
    static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(128 << 10)
            .withWalSegmentBytes(64 << 10)
            .withTableFileBytes(64 << 10);

    private static final int STEPS_OF_A_FLUSH = 60;
    private static final int STEPS_OF_A_SYNC = 9;

    private final WriterTask task;
    private final Store store;

    private CutWriter(WriterTask task, Store store) {
        this.task = task;
        this.store = store;
    }

    /** Takes the words of a {@link WriterTask}. */
    public static void main(String[] words) throws Exception {
        WriterTask task = WriterTask.parse(words);
        System.out.println(OPENING);
        CutWriter writer = new CutWriter(task, MiniLsm.open(task.store(), OPTIONS));
        List<Thread> threads = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            int number = lane;
            threads.add(new Thread(() -> writer.write(number), "lane-" + lane));
        }
        threads.forEach(Thread::start);
        System.out.println(WRITING);
        // Ends with the process that started this one, should that die first.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(3);
    }

    private void write(int lane) {
        Plan plan = new Plan(task.seed(), task.round(), lane);
        try (AckLog log = new AckLog(task.log(lane))) {
            for (long step = task.done().get(lane) + 1; ; step++) {
                Durability durability = durability(lane, step);
                log.sent(step);
                long sequence = store.write(Plan.batch(plan.changes(step)), durability);
                boolean durable = durability == Durability.SYNC;
                if (lane == LANES - 1 && step % STEPS_OF_A_FLUSH == 0) {
                    store.flush();
                    durable = true;
                } else if (lane > 1 && step % STEPS_OF_A_SYNC == 0) {
                    store.sync();
                    durable = true;
                }
                log.acknowledged(step, sequence, durable);
            }
        } catch (Throwable e) {
            WriterTask.fail("lane " + lane, e);
        }
    }

    /** Returns the last step of the lane that must be there after the process was killed. */
    static long lastSurvivingKill(int lane, AckLog.Read log) {
        return log.acknowledged().stream()
                .filter(ack -> ack.durable() || durability(lane, ack.step()) != Durability.BUFFERED)
                .mapToLong(AckLog.Acknowledged::step)
                .max()
                .orElse(0);
    }

    private static Durability durability(int lane, long step) {
        return switch (lane) {
            case 0 -> Durability.SYNC;
            case 1 -> step % 3 == 0 ? Durability.SYNC : Durability.OS;
            case 2 -> Durability.BUFFERED;
            default -> Durability.OS;
        };
    }
}
