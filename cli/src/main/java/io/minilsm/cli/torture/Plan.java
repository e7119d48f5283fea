package io.minilsm.cli.torture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a writer writes, known to the process that writes and to the one that judges. Immutable. A lane is a thread of
 * the writer with keys of its own; its steps are numbered from 1 and each is one atomic write.
 *
 * @param seed of all writers
 * @param round how many writers were killed before: a step that is sent again has other values
 * @param spaces how many key spaces a lane writes to, the store's plain keys included
 * @param deletes whether some changes are deletes
 */
public record Plan(long seed, int round, int spaces, boolean deletes) {
    /** Few, so that most steps overwrite or remove what earlier ones wrote; not a multiple of the stride. */
    private static final int KEYS = 120;

    private static final int KEY_STRIDE = 7;
    private static final int MAX_BATCH = 8;
    private static final int USUAL_VALUE_BYTES = 200;

    /** More than a block of a table. */
    private static final int LARGE_VALUE_BYTES = 30_000;

    /** More than the smallest segment of the log, which then gets one of its own size. */
    private static final int HUGE_VALUE_BYTES = 150_000;

    /**
     * A put or a delete.
     *
     * @param space number of the key space; 0 is the store's plain keys
     * @param key the key, which is in that key space only
     * @param value the value, of letters and digits; null for a delete
     */
    public record Change(int space, String key, byte[] value) {
        /** Returns whether this removes the key. */
        public boolean isDelete() {
            return value == null;
        }
    }

    /** Returns the changes of a lane's step: one, or a batch; each key at most once. */
    public List<Change> changes(int lane, long step) {
        SplittableRandom random = new SplittableRandom(seed * 31 + round * 1_000_003L + lane * 7919L + (step << 20));
        int count = random.nextInt(2) == 0 ? 1 : 2 + random.nextInt(MAX_BATCH - 1);
        int first = random.nextInt(KEYS);
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int key = (first + i * KEY_STRIDE) % KEYS;
            boolean delete = random.nextInt(5) == 0 && deletes;
            changes.add(new Change(key % spaces, prefix(lane) + key, delete ? null : value(step, random)));
        }
        return changes;
    }

    private byte[] value(long step, SplittableRandom random) {
        int kind = random.nextInt(1000);
        int most = kind == 0 ? HUGE_VALUE_BYTES : kind < 10 ? LARGE_VALUE_BYTES : USUAL_VALUE_BYTES;
        byte[] head = ("step " + step + " round " + round + ":").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer value = ByteBuffer.allocate(head.length + random.nextInt(most) / Long.BYTES * Long.BYTES);
        value.put(head);
        while (value.hasRemaining()) {
            // Eight letters from a to p.
            value.putLong((random.nextLong() & 0x0F0F0F0F0F0F0F0FL) + 0x6161616161616161L);
        }
        return value.array();
    }

    /** Returns any of the lane's keys, in its key space. */
    static Lane.Slot slot(int lane, int spaces, SplittableRandom random) {
        int key = random.nextInt(KEYS);
        return new Lane.Slot(key % spaces, prefix(lane) + key);
    }

    /** Returns what all keys of the lane begin with. */
    static String prefix(int lane) {
        return "lane" + lane + "/";
    }

    /** Returns the name of a key space, empty for the store's plain keys. */
    static String spaceName(int space) {
        return space == 0 ? "" : "torture" + space;
    }
}
