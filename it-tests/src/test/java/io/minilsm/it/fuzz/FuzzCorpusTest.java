package io.minilsm.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays the committed inputs of all fuzz targets, and some changed at random. No fuzzer is needed for it. */
class FuzzCorpusTest {
    private static final long MAX_CORPUS_BYTES = 500_000;

    @ParameterizedTest
    @EnumSource
    void committedInputsAreNoFindings(FuzzTarget target) throws Exception {
        List<String> findings = new ArrayList<>();
        var inputs = FuzzCorpus.inputs(target);
        assertFalse(inputs.isEmpty(), "no inputs: " + target.id());
        for (var input : inputs.entrySet()) {
            try {
                FuzzEntry.run(target, input.getValue().clone(), true);
                FuzzEntry.run(target, input.getValue().clone(), false);
            } catch (Exception | AssertionError e) {
                findings.add(target.id() + "/" + input.getKey() + ": " + e);
            }
        }
        assertTrue(findings.isEmpty(), () -> String.join("\n", findings));
    }

    @ParameterizedTest
    @EnumSource
    void changedInputsAreNoFindings(FuzzTarget target) throws Exception {
        long seed = TestScale.seed() + target.ordinal();
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> inputs = List.copyOf(FuzzCorpus.inputs(target).values());
        for (int i = 0; i < TestScale.pick(200, 100_000); i++) {
            byte[] changed = change(inputs, random);
            try {
                FuzzEntry.run(target, changed.clone(), i < 20);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "target=" + target.id() + ", run=" + i + ", " + TestScale.rerun(seed - target.ordinal())
                                + ", input=" + HexFormat.of().formatHex(changed),
                        e);
            }
        }
    }

    private static byte[] change(List<byte[]> inputs, SplittableRandom random) {
        byte[] input = inputs.get(random.nextInt(inputs.size())).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && input.length > 0; changes--) {
            int at = random.nextInt(input.length);
            int length = Math.min(input.length - at, 1 + random.nextInt(16));
            switch (random.nextInt(6)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt();
                case 2 -> input[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 3 -> input = spliced(input, at, at + length, new byte[0]);
                case 4 -> input = spliced(input, at, at, Arrays.copyOfRange(input, at, at + length));
                default -> {
                    byte[] other = inputs.get(random.nextInt(inputs.size()));
                    int from = random.nextInt(other.length + 1);
                    int to = Math.min(other.length, from + length);
                    input = spliced(input, at, Math.min(input.length, at + to - from),
                            Arrays.copyOfRange(other, from, to));
                }
            }
        }
        return input;
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(input, from + middle.length + input.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(input, to, result, from + middle.length, input.length - to);
        return result;
    }

    @Test
    void corpusStaysSmall() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(FuzzCorpus.DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        assertTrue(bytes < MAX_CORPUS_BYTES, "corpus too large: actual=" + bytes + ", expected<" + MAX_CORPUS_BYTES);
    }
}
