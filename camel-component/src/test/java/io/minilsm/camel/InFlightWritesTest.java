package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Room for writes under way, by number and by bytes. */
@Timeout(60)
class InFlightWritesTest {
    private final InFlightWrites writes = new InFlightWrites(10, 100);
    private final List<Long> entered = new CopyOnWriteArrayList<>();

    @Test
    void bytesHoldBackWhereTheNumberDoesNot() throws Exception {
        writes.enter(60);
        writes.enter(40);
        CompletableFuture<Void> third = enterLater(1);
        assertFalse(third.isDone());
        assertEquals(100, writes.figures().bytes());
        writes.leave(40);
        third.get(10, TimeUnit.SECONDS);
        assertEquals(61, writes.figures().bytes());
        assertEquals(1, writes.figures().waits());
    }

    @Test
    void writeThatIsLargerThanTheLimitGoesAlone() throws Exception {
        writes.enter(1);
        CompletableFuture<Void> large = enterLater(1000);
        writes.leave(1);
        large.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> next = enterLater(1);
        assertFalse(next.isDone());
        writes.leave(1000);
        next.get(10, TimeUnit.SECONDS);
    }

    @Test
    void largeWriteIsNotOvertakenForEver() throws Exception {
        writes.enter(60);
        CompletableFuture<Void> large = enterLater(90);
        CompletableFuture<Void> small = enterLater(5);
        assertFalse(small.isDone());
        writes.leave(60);
        large.get(10, TimeUnit.SECONDS);
        small.get(10, TimeUnit.SECONDS);
        assertEquals(List.of(90L, 5L), entered.stream().sorted((a, b) -> Long.compare(b, a)).toList());
        assertEquals(95, writes.figures().bytes());
    }

    @Test
    void oneLeavingLetsInAllThatFit() throws Exception {
        writes.enter(100);
        List<CompletableFuture<Void>> waiting = List.of(enterLater(30), enterLater(30), enterLater(30));
        writes.leave(100);
        for (CompletableFuture<Void> one : waiting) {
            one.get(10, TimeUnit.SECONDS);
        }
        assertEquals(90, writes.figures().bytes());
    }

    @Test
    void interruptedSenderMakesWayForTheNext() throws Exception {
        writes.enter(60);
        Thread[] large = new Thread[1];
        CompletableFuture<Void> interrupted = enterLater(90, large);
        CompletableFuture<Void> small = enterLater(5);
        large[0].interrupt();
        small.get(10, TimeUnit.SECONDS);
        assertTrue(interrupted.handle((none, failure) -> failure instanceof InterruptedException)
                .get(10, TimeUnit.SECONDS));
        assertEquals(65, writes.figures().bytes());
    }

    @Test
    void closingRefusesThoseThatWait() throws Exception {
        writes.enter(100);
        CompletableFuture<Void> first = enterLater(30);
        CompletableFuture<Void> second = enterLater(30);
        assertEquals(1, writes.close(0));
        for (CompletableFuture<Void> one : List.of(first, second)) {
            Throwable failure = one.handle((none, thrown) -> thrown).get(10, TimeUnit.SECONDS);
            assertInstanceOf(
                    RejectedExecutionException.class,
                    failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }

    private CompletableFuture<Void> enterLater(long size) {
        return enterLater(size, new Thread[1]);
    }

    /** Returns once the sender waits. */
    private CompletableFuture<Void> enterLater(long size, Thread[] started) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                writes.enter(size);
                entered.add(size);
                done.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        started[0] = sender;
        sender.start();
        while (sender.getState() != Thread.State.WAITING && !done.isDone()) {
            Thread.onSpinWait();
        }
        return done;
    }
}
