package io.minilsm.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.races.Operation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
    @Test
    void readMayOverlapTheWriteItSeesOrMisses() {
        assertLegal(write(1, 0, 10), read(1, 2, 4), read(1, 5, 20));
        assertLegal(write(1, 0, 10), read(0, 2, 4), read(1, 5, 20));
        assertLegal(write(1, 0, 10), write(2, 0, 10), read(2, 11, 12));
        assertLegal(write(1, 0, 10), write(2, 0, 10), read(1, 11, 12));
    }

    @Test
    void readAtTheMomentOfAReturnOverlaps() {
        assertLegal(write(1, 0, 10), read(0, 10, 12));
        assertIllegal(write(1, 0, 10), read(0, 11, 12));
    }

    @Test
    void staleReadIsFound() {
        assertIllegal(write(1, 0, 1), write(2, 2, 3), read(1, 4, 5));
        assertIllegal(write(1, 0, 1), read(0, 2, 3));
        assertIllegal(write(1, 0, 1), write(0, 2, 3), read(1, 4, 5));
    }

    @Test
    void readThatGoesBackIsFound() {
        assertIllegal(write(1, 0, 1), write(2, 2, 20), read(2, 3, 4), read(1, 5, 6));
    }

    @Test
    void valueNobodyWroteIsFound() {
        assertIllegal(write(1, 0, 1), read(7, 0, 5));
    }

    @Test
    void readersThatDisagreeOnTheOrderAreFound() {
        assertIllegal(
                write(1, 0, 10), write(2, 0, 10), read(1, 11, 12), read(2, 13, 14));
        assertIllegal(
                write(1, 0, 100),
                write(2, 0, 100),
                read(1, 1, 2),
                read(2, 3, 4),
                read(1, 5, 6));
    }

    @Test
    void twoWinnersOfACompareAndSetAreFound() {
        assertLegal(write(1, 0, 1), swap(1, 2, true, 2, 9), swap(1, 3, false, 2, 9), read(2, 10, 11));
        assertIllegal(write(1, 0, 1), swap(1, 2, true, 2, 9), swap(1, 3, true, 2, 9));
        assertIllegal(swap(0, 2, true, 2, 9), swap(0, 3, true, 2, 9));
    }

    @Test
    void refusalWithoutReasonIsFound() {
        assertIllegal(write(1, 0, 1), swap(1, 2, false, 2, 9));
        assertLegal(write(1, 0, 1), swap(1, 2, false, 2, 9), write(3, 2, 9));
    }

    @Test
    void orderIsFoundWhereManyOperationsOverlap() {
        for (int seed = 0; seed < 200; seed++) {
            List<Operation> history = linearizable(new Random(seed), 400);
            Collections.shuffle(history, new Random(seed));
            assertEquals(Optional.empty(), LinearizabilityChecker.check(history), "seed=" + seed);
        }
    }

    @Test
    void oneWrongReadAmongManyOperationsIsFound() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Operation> history = linearizable(random, 300);
            long last = history.stream().mapToLong(Operation::returned).max().orElseThrow();
            long earlier = history.stream()
                    .filter(operation -> operation.kind() == Kind.WRITE && operation.returned() < last / 2)
                    .mapToLong(Operation::value)
                    .max()
                    .orElseThrow();
            history.add(write(1_000_000, last + 1, last + 2));
            history.add(read(earlier, last + 3, last + 4));
            assertTrue(LinearizabilityChecker.check(history).isPresent(), "seed=" + seed);
        }
    }

    /** Returns operations that took effect one after the other, at moments within longer calls. */
    private static List<Operation> linearizable(Random random, int count) {
        List<Operation> history = new ArrayList<>();
        long value = Operation.ABSENT;
        for (int i = 1; i <= count; i++) {
            long invoked = 10L * i - random.nextInt(60);
            long returned = 10L * i + random.nextInt(60);
            long expected = random.nextBoolean() ? value : random.nextInt(count);
            Operation operation =
                    switch (random.nextInt(3)) {
                        case 0 -> read(value, invoked, returned);
                        case 1 -> write(i, invoked, returned);
                        default -> swap(expected, i, expected == value, invoked, returned);
                    };
            value = operation.apply(value);
            history.add(operation);
        }
        return history;
    }

    private static void assertLegal(Operation... operations) {
        permutations(operations)
                .forEach(history -> assertEquals(Optional.empty(), LinearizabilityChecker.check(history)));
    }

    private static void assertIllegal(Operation... operations) {
        permutations(operations)
                .forEach(history -> assertTrue(LinearizabilityChecker.check(history).isPresent()));
    }

    /** What was recorded first must make no difference. */
    private static Stream<List<Operation>> permutations(Operation... operations) {
        return Stream.iterate(0, seed -> seed + 1).limit(10).map(seed -> {
            List<Operation> shuffled = new ArrayList<>(Arrays.asList(operations));
            Collections.shuffle(shuffled, new Random(seed));
            return shuffled;
        });
    }

    private static Operation read(long value, long invoked, long returned) {
        return new Operation(Kind.READ, 0, 0, 0, value, true, invoked, returned);
    }

    private static Operation write(long value, long invoked, long returned) {
        return new Operation(Kind.WRITE, 0, 0, 0, value, true, invoked, returned);
    }

    private static Operation swap(long expected, long value, boolean succeeded, long invoked, long returned) {
        return new Operation(Kind.COMPARE_AND_SET, 0, 0, expected, value, succeeded, invoked, returned);
    }
}
