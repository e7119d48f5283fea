package io.minilsm.crash;

import io.minilsm.crash.Step.Change;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes random steps over few keys, so that they overwrite and delete each other. The same for the same random. */
final class Workload {
    private static final int KEYS = 48;
    private static final int MAX_BATCH = 12;

    /** Largest value made often; the rare ones are many times larger than a block, some larger than a segment. */
    private static final int USUAL_VALUE_BYTES = 600;

    private static final List<String> SPACES = List.of("", "", "", "orders", "log");

    private final SplittableRandom random;

    Workload(SplittableRandom random) {
        this.random = random;
    }

    Step next(int number) {
        int count = random.nextInt(100) < 60 ? 1 : 1 + random.nextInt(MAX_BATCH);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = random.nextInt(100) < 20 ? null : value(number);
            changes.add(new Change(space(), key(), value));
        }
        return new Step(number, changes);
    }

    /** Makes puts of ascending plain keys that no other step writes. */
    List<Change> bulk(int number, int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = String.format(Locale.ROOT, "bulk/%08d/%04d", number, i);
            changes.add(new Change("", key.getBytes(StandardCharsets.UTF_8), value(number)));
        }
        return changes;
    }

    String space() {
        return SPACES.get(random.nextInt(SPACES.size()));
    }

    byte[] key() {
        int key = random.nextInt(KEYS);
        String text = key % 3 == 0 ? "k" + key : "a/long/common/prefix/of/keys/" + key;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] value(int number) {
        int length = Integer.BYTES + random.nextInt(USUAL_VALUE_BYTES);
        int dice = random.nextInt(1000);
        if (dice < 2) {
            length = 66_000 + random.nextInt(30_000);
        } else if (dice < 30) {
            length = 4_000 + random.nextInt(16_000);
        }
        byte[] value = new byte[length];
        ByteBuffer.wrap(value).putInt(number);
        // Half of it does not compress, half is zeros: a value that the disk lost must not look like one that it kept.
        for (int i = Integer.BYTES; i < length; i += 2) {
            value[i] = (byte) random.nextInt();
        }
        return value;
    }
}
