package io.minilsm.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RunningChecksumTest {
    @Test
    void partsGiveTheChecksumOfTheWhole() {
        Random random = new Random(4);
        byte[] bytes = new byte[5000];
        random.nextBytes(bytes);
        for (int round = 0; round < 50; round++) {
            long seed = random.nextLong();
            RunningChecksum running = RunningChecksum.ofPart(seed);
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, random.nextInt(700));
                running.update(bytes, at, length);
                at += length;
                assertEquals(Checksum.of(seed, bytes, 0, at), running.value());
            }
        }
    }
}
