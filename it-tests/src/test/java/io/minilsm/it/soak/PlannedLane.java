package io.minilsm.it.soak;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The keys of one writer, and what it does to them: step n is the same in every process, so that whoever knows how many
 * steps a store has knows its content. For one thread, but for {@link #liveBytes()}.
 */
final class PlannedLane {
    static final int KEYS = 20_000;
    private static final int KEY_BYTES = 11;
    private static final int MAX_CHANGES = 12;
    private static final int MAX_VALUE_BYTES = 1_500;

    /** One step in so many deletes a run of keys, which leaves tombstones side by side. */
    private static final int ONE_PURGE_IN = 400;

    private static final int PURGED_KEYS = 200;

    private final long seed;
    private final int lane;

    /** The step that wrote the key last; 0 if it is not there. */
    private final int[] writtenBy = new int[KEYS];

    /** Bytes of the keys and values that are there; read by any. */
    private volatile long liveBytes;

    private int step;
    private int[] changed = new int[0];
    private boolean deletes;

    PlannedLane(long seed, int lane) {
        this.seed = seed;
        this.lane = lane;
    }

    /** Returns the number of steps taken. */
    int step() {
        return step;
    }

    /** Takes the next step: {@link #changed} and {@link #deletes} tell what it does. */
    void advance() {
        step++;
        SplittableRandom random = new SplittableRandom(seed + 31L * lane + 1_000_003L * step);
        if (random.nextInt(ONE_PURGE_IN) == 0) {
            int from = random.nextInt(KEYS - PURGED_KEYS);
            changed = new int[PURGED_KEYS];
            Arrays.setAll(changed, i -> from + i);
            deletes = true;
        } else {
            changed = random.ints(1 + random.nextInt(MAX_CHANGES), 0, KEYS).distinct().toArray();
            deletes = random.nextInt(6) == 0;
        }
        long live = liveBytes;
        for (int key : changed) {
            live -= bytesOf(key);
            writtenBy[key] = deletes ? 0 : step;
            live += bytesOf(key);
        }
        liveBytes = live;
    }

    int[] changed() {
        return changed;
    }

    boolean deletes() {
        return deletes;
    }

    /** Returns the value that the key has after the steps taken; null if it is not there. */
    byte[] value(int key) {
        return writtenBy[key] == 0 ? null : valueOf(key, writtenBy[key]);
    }

    private byte[] valueOf(int key, int by) {
        SplittableRandom random = randomOf(key, by);
        byte[] value = new byte[1 + random.nextInt(MAX_VALUE_BYTES)];
        // Half of it repeats itself, as messages do.
        byte[] pattern = ("lane " + lane + ", key " + key + ", step " + by + "; ").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < value.length; i++) {
            value[i] = i % 2 == 0 ? pattern[i / 2 % pattern.length] : (byte) random.nextInt();
        }
        return value;
    }

    private SplittableRandom randomOf(int key, int by) {
        return new SplittableRandom(seed ^ (long) key << 32 ^ by);
    }

    private int bytesOf(int key) {
        return writtenBy[key] == 0 ? 0 : KEY_BYTES + 1 + randomOf(key, writtenBy[key]).nextInt(MAX_VALUE_BYTES);
    }

    /** Returns the bytes of the keys and values that are there; any thread may ask. */
    long liveBytes() {
        return liveBytes;
    }

    /** Returns the number of the lane. */
    int number() {
        return lane;
    }

    byte[] key(int key) {
        return String.format("%02d-%08d", lane, key).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the key under which the lane keeps the number of its steps, in each step's batch. */
    byte[] stepKey() {
        return String.format("%02d-steps", lane).getBytes(StandardCharsets.UTF_8);
    }
}
