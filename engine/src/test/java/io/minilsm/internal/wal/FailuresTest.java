package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.api.DiskFullException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "No space left on device", "There is not enough space on the disk", "Disk quota exceeded",
    })
    void fullDiskIsKnownByTheWordsOfTheSystem(String words) throws IOException {
        IOException failure = new IOException("write failed", new IOException(words));
        DiskFullException full = Failures.asDiskFull(failure, "no space for it");
        assertEquals("no space for it", full.getMessage());
        assertSame(failure, full.getCause());
    }

    @Test
    void fullDiskIsKnownByItsType() throws IOException {
        DiskFullException inner = new DiskFullException("full", null);
        assertSame(inner, Failures.asDiskFull(inner, "what").getCause());
    }

    @Test
    void otherFailuresStayWhatTheyAre() {
        for (Throwable failure : new Throwable[] {
            new IOException("Input/output error"),
            new IOException(),
            new IllegalStateException("x"),
            new AssertionError(),
        }) {
            assertSame(failure, assertThrows(Throwable.class, () -> Failures.asDiskFull(failure, "what")));
        }
    }

    @Test
    void circleOfCausesEnds() {
        IOException one = new IOException("one");
        IOException two = new IOException("two", one);
        one.initCause(two);
        assertSame(two, assertThrows(IOException.class, () -> Failures.asDiskFull(two, "what")));
    }

    @Test
    void firstFailureCountsAndKeepsTheLaterOnes() throws IOException {
        IOException one = new IOException("one");
        IOException two = new IOException("two");
        assertSame(one, Failures.first(null, one));
        assertSame(one, Failures.first(one, two));
        assertSame(one, Failures.first(one, one));
        assertArrayEquals(new Throwable[] {two}, one.getSuppressed());
        Failures.throwIfAny(null);
        assertSame(one, assertThrows(IOException.class, () -> Failures.throwIfAny(one)));
    }
}
