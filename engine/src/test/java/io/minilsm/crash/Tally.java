package io.minilsm.crash;

import io.minilsm.testing.CrashMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a run of crash tests has judged so far; written to a file now and then, so that a long run can be watched. */
final class Tally {
    private static final Path FILE = Path.of("target", "crash", "tally.txt");
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long seed;
    private final long started = System.nanoTime();
    private final Map<String, Long> cuts = new TreeMap<>();
    private final Map<Setup, Long> histories = new EnumMap<>(Setup.class);
    private long written = started;
    private long judged;
    private long kills;
    private long inRecovery;
    private long inMakingCopies;
    private long copiesWhole;
    private long copiesNone;
    private long verified;
    private long actions;
    private long digest;

    Tally(long seed) {
        this.seed = seed;
    }

    void history(Setup setup) {
        histories.merge(setup, 1L, Long::sum);
    }

    void action() {
        actions++;
    }

    void kill() {
        kills++;
    }

    void cut(CrashMode mode) {
        cuts.merge(mode.data() + "/" + mode.names(), 1L, Long::sum);
    }

    void inRecovery() {
        inRecovery++;
    }

    void verified() {
        verified++;
    }

    /** Counts the judged copy of a store that was made while it crashed, and whether it is a store. */
    void copy(boolean isDone, boolean isWhole) {
        inMakingCopies += isDone ? 0 : 1;
        copiesWhole += isWhole ? 1 : 0;
        copiesNone += isWhole ? 0 : 1;
    }

    /** Counts a judged state by what it holds and where it was found. */
    void judged(long contents, int step, long when) {
        judged++;
        digest = (digest ^ contents ^ step * 0x9E3779B97F4A7C15L ^ when) * 0xBF58476D1CE4E5B9L;
        digest ^= digest >>> 31;
    }

    long judgedCount() {
        return judged;
    }

    /** Returns a digest of all judged states, in order. */
    long digest() {
        return digest;
    }

    /** Writes the tally if a minute has passed since the last time. */
    void writeNowAndThen() throws IOException {
        if (System.nanoTime() - written > INTERVAL_NANOS) {
            write("running");
        }
    }

    /** Writes the tally with what is to be said of the whole. */
    void write(String verdict) throws IOException {
        written = System.nanoTime();
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, line(verdict) + "\n", StandardCharsets.UTF_8);
        System.err.println(line(verdict));
    }

    private String line(String verdict) {
        double seconds = (System.nanoTime() - started) / 1e9;
        return String.format(
                Locale.ROOT,
                "crash: %s, judged=%d, kills=%d, power cuts=%s, in recovery=%d, actions=%d, copies whole=%d,"
                        + " no store=%d (%d while being made), verified=%d, histories=%s, seconds=%.0f,"
                        + " per second of the processor=%.0f, seed=%d, digest=%016x",
                verdict,
                judged,
                kills,
                cuts,
                inRecovery,
                actions,
                copiesWhole,
                copiesNone,
                inMakingCopies,
                verified,
                histories,
                seconds,
                judged * 1e9 / ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
                seed,
                digest);
    }
}
