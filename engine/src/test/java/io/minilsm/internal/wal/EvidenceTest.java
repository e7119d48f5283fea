package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which claims of a durable log count against an end of it. */
class EvidenceTest {
    private final Evidence evidence = new Evidence(2, 5000);

    @Test
    void claimUpToTheEndOrBeforeItSaysNothing() {
        evidence.claim(1, 9000, 3);
        evidence.claim(2, 5000, 4);
        evidence.claim(2, 4999, 4);
        evidence.claim(0, 0, 0);
        assertFalse(evidence.claimsDurable());
        assertTrue(evidence.isEmpty());
        assertFalse(evidence.isTorn());
    }

    @Test
    void furthestClaimBeyondTheEndCounts() {
        evidence.claim(2, 5008, 7);
        assertTrue(evidence.claimsDurable());
        assertEquals("000002.wal:5008", evidence.durableUpTo());
        assertEquals(7, evidence.lastLostSequence());
        evidence.claim(2, 5004, 1);
        assertEquals("000002.wal:5008", evidence.durableUpTo());
        evidence.claim(2, 9000, 8);
        assertEquals("000002.wal:9000", evidence.durableUpTo());
        // A later segment is further, wherever it ends.
        evidence.claim(3, 4096, 9);
        assertEquals("000003.wal:4096", evidence.durableUpTo());
        evidence.claim(2, 9900, 1);
        evidence.claim(3, 4090, 1);
        assertEquals("000003.wal:4096", evidence.durableUpTo());
        assertEquals(9, evidence.lastLostSequence());
    }
}
