package io.minilsm.it.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Store;
import io.minilsm.it.disk.TracedHistory.Outcome;
import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each system call by which a real process works on its files is the one before which it dies, and the one that fails:
 * all of them in a long run, a few in a short one. Skipped where strace cannot be used; {@code StoreFaultTest} and the
 * crash tests of the engine ask the same of a simulated disk.
 */
class SystemCallTest {
    /** How many of each to try, drawn by the seed; {@code -Dminilsm.calls=200}, for instance. A long run tries all. */
    private static final int TRIES = Integer.getInteger("minilsm.calls", TestScale.pick(3, Integer.MAX_VALUE));

    /** What a call may answer; a device that fails, one that is full, a process without file handles left. */
    private static final Map<String, List<String>> ERRORS = Map.of(
            "openat", List.of("EIO", "ENOSPC", "EMFILE", "EROFS"),
            "pwrite64", List.of("EIO", "ENOSPC", "EDQUOT"),
            "pread64", List.of("EIO"),
            "fdatasync", List.of("EIO", "ENOSPC"),
            "fsync", List.of("EIO"),
            "ftruncate", List.of("EIO"),
            "rename", List.of("EIO", "ENOSPC"),
            "unlink", List.of("EIO", "EROFS"),
            "mkdir", List.of("EIO", "ENOSPC"));

    private final SplittableRandom random = new SplittableRandom(TestScale.seed());

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeEach
    void requireStrace() throws InterruptedException {
        String whyNot = TracedHistory.whyNot();
        assumeTrue(whyNot == null, whyNot);
    }

    @Test
    void killBeforeAnySystemCallLosesNothingThatWasAcknowledged() throws Exception {
        List<String> injections = new ArrayList<>();
        wholeHistory().forEach((call, count) -> {
            for (long nth = 1; nth <= count; nth++) {
                injections.add(call + ":signal=KILL:when=" + nth);
            }
        });
        int judged = 0;
        for (String injection : drawFrom(injections)) {
            Path place = directory.resolve("kill" + judged++);
            Outcome outcome = TracedHistory.run(place, injection);
            assertTrue(outcome.wasKilled(), () -> where(place, injection));
            judge(place, injection);
        }
        tell(judged + " kills");
    }

    @Test
    void failureOfAnySystemCallIsToldAndLosesNothing() throws Exception {
        List<String> injections = new ArrayList<>();
        wholeHistory().forEach((call, count) -> {
            for (String error : ERRORS.getOrDefault(call, List.of("EIO"))) {
                for (long nth = 1; nth <= count; nth++) {
                    injections.add(call + ":error=" + error + ":when=" + nth);
                    injections.add(call + ":error=" + error + ":when=" + nth + "+");
                }
            }
        });
        int judged = 0;
        Map<String, Integer> told = new TreeMap<>();
        for (String injection : drawFrom(injections)) {
            Path place = directory.resolve("failure" + judged++);
            Outcome outcome = TracedHistory.run(place, injection);
            assertTrue(outcome.wasInjected(), () -> where(place, injection));
            requireNotForcedAgain(outcome.calls(), where(place, injection));
            String call = injection.substring(0, injection.indexOf(':'));
            told.merge(call + (outcome.failures().isEmpty() ? ", nobody concerned" : ", told"), 1, Integer::sum);
            if (call.equals("fdatasync") || call.equals("pwrite64")) {
                assertTrue(!outcome.failures().isEmpty(), () -> "not told, " + where(place, injection));
            }
            judge(place, injection);
        }
        tell(judged + " failures: " + told);
    }

    /** Returns how often each call is made by a history to which nothing happens. */
    private Map<String, Long> wholeHistory() throws Exception {
        Path place = directory.resolve("whole");
        Outcome outcome = TracedHistory.run(place, "");
        assertEquals(0, outcome.exitCode());
        assertEquals("", outcome.failures());
        judge(place, "none");
        Map<String, Long> counts = new TreeMap<>();
        TracedHistory.CALLS.stream()
                .filter(call -> outcome.count(call) > 0)
                .forEach(call -> counts.put(call, outcome.count(call)));
        assertTrue(counts.get("fdatasync") > 20, () -> "calls: " + counts);
        tell("calls of a history: " + counts);
        return counts;
    }

    private List<String> drawFrom(List<String> all) {
        List<String> rest = new ArrayList<>(all);
        List<String> drawn = new ArrayList<>();
        while (drawn.size() < TRIES && !rest.isEmpty()) {
            drawn.add(rest.remove(random.nextInt(rest.size())));
        }
        return drawn;
    }

    /** What a failed force has not written may count as clean to the kernel: a second force would lie. */
    private static void requireNotForcedAgain(List<String> calls, String where) {
        List<String> failed = new ArrayList<>();
        for (String call : calls) {
            if (!call.startsWith("fdatasync(")) {
                continue;
            }
            String file = call.substring(call.indexOf('<') + 1, call.indexOf('>'));
            assertTrue(!failed.contains(file), () -> "forced again after it failed: " + call + ", " + where);
            if (call.contains("(INJECTED)")) {
                failed.add(file);
            }
        }
    }

    private static void judge(Path place, String injection) throws IOException {
        WriterTask arguments = TracedHistory.arguments(place);
        AckLog.Read log = AckLog.read(arguments.log(0));
        try {
            Lane lane = new Lane(0, arguments.seed());
            for (int opening = 0; opening < 2; opening++) {
                try (Store store = MiniLsm.open(arguments.store(), ShortHistory.OPTIONS)) {
                    TreeMap<String, String> entries = ShortHistory.entriesOf(store, 0);
                    lane.advance(0, entries, log.lastAcknowledged(), opening == 0 ? log.sent() : lane.step());
                    store.put("judge".getBytes(StandardCharsets.UTF_8), new byte[] {1}, Durability.SYNC);
                }
            }
            VerifyReport report = Verify.run(arguments.store());
            assertTrue(report.isClean(), () -> "verify finds damage: " + report.damages());
        } catch (IOException | AssertionError e) {
            throw new AssertionError(where(place, injection), e);
        }
    }

    private static String where(Path place, String injection) {
        return "injection=" + injection + ", store=" + place + ", " + TestScale.rerun(TestScale.seed());
    }

    private static void tell(String words) {
        System.out.println("system calls: " + words);
    }
}
