package io.minilsm.it.disk;

import io.minilsm.api.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a writer writes, known to the process that writes and to the one that checks. Immutable. A lane is a thread of
 * the writer with keys of its own; its steps are numbered from 1 and each is one atomic write.
 *
 * @param seed of the whole test
 * @param round how many writers there were before: a step that is sent again has other values
 * @param lane the lane
 */
record Plan(long seed, int round, int lane) {
    private static final int KEYS = 60;
    private static final int MAX_BATCH = 8;
    private static final int USUAL_VALUE_CHARS = 200;
    private static final int LARGE_VALUE_CHARS = 30_000;

    /**
     * A put or a delete.
     *
     * @param key the key
     * @param value the value; null for a delete
     */
    record Change(String key, String value) {}

    /** Returns the changes of a step: one, or a batch; each key at most once. */
    List<Change> changes(long step) {
        SplittableRandom random = new SplittableRandom(seed * 31 + round * 1_000_003L + lane * 7919L + (step << 20));
        int count = random.nextInt(2) == 0 ? 1 : 2 + random.nextInt(MAX_BATCH - 1);
        int first = random.nextInt(KEYS);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = prefix(lane) + (first + i * 7) % KEYS;
            changes.add(new Change(key, random.nextInt(5) == 0 ? null : value(step, random)));
        }
        return changes;
    }

    private String value(long step, SplittableRandom random) {
        int length = random.nextInt(random.nextInt(100) == 0 ? LARGE_VALUE_CHARS : USUAL_VALUE_CHARS);
        StringBuilder text = new StringBuilder("step " + step + " round " + round + ":");
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** Returns the changes as one write. */
    static WriteBatch batch(List<Change> changes) {
        WriteBatch batch = new WriteBatch();
        for (Change change : changes) {
            byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
            if (change.value() == null) {
                batch.delete(key);
            } else {
                batch.put(key, change.value().getBytes(StandardCharsets.UTF_8));
            }
        }
        return batch;
    }

    /** Returns what all keys of the lane begin with. */
    static String prefix(int lane) {
        return "lane" + lane + "/";
    }
}
