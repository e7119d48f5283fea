package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RollPolicyTest {
    private final RollPolicy policy = new RollPolicy(1000, 4);

    @Test
    void manifestOfTheSmallestLengthIsNotDueAndTheNextByteMakesItSo() {
        assertFalse(policy.isDue(1000, 10));
        assertTrue(policy.isDue(1001, 10));
    }

    @Test
    void manifestOfTheFactorTimesItsSnapshotIsNotDueAndTheNextByteMakesItSo() {
        assertFalse(policy.isDue(2000, 500));
        assertTrue(policy.isDue(2001, 500));
    }

    @Test
    void lengthOfSnapshotBeyondAnIntIsNoMatter() {
        long snapshot = 3L << 30;
        assertFalse(policy.isDue(4 * snapshot, snapshot));
        assertTrue(policy.isDue(4 * snapshot + 1, snapshot));
    }
}
