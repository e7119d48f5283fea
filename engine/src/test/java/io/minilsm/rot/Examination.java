package io.minilsm.rot;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Store;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.format.FileName;
import io.minilsm.rot.History.Content;
import io.minilsm.rot.Rot.Kind;
import io.minilsm.rot.RotTable.Verdict;
import io.minilsm.tools.VerifyDoor;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens, reads and verifies one damaged store after the other and gives the verdicts. For one thread. */
final class Examination implements AutoCloseable {
    /** A damaged store takes some milliseconds; a machine may be busy. */
    private static final long HANG_SECONDS = 60;

    private static final int ALL_WAYS = -1;

    /** Of so many damages one is examined further: opened a second time, or repaired. */
    private static final int FURTHER_EVERY = 4;

    /** Damages of a file as a whole: the name is all there is to tell. */
    private static final Set<Kind> OF_WHOLE_FILES =
            EnumSet.of(Kind.DELETED, Kind.EXCHANGED, Kind.TWIN_FILE, Kind.OLDER_COPY);

    private final StoreImage image;
    private final Pieces pieces;
    private final RotTable table;
    private final Path directory;
    private final Content expected;
    private final Content everWritten;
    private ExecutorService runner = newRunner();
    private int examined;

    Examination(StoreImage image, Pieces pieces, RotTable table) {
        this.image = image;
        this.pieces = pieces;
        this.table = table;
        directory = Path.of("/rot/" + image.name());
        expected = image.history().content();
        everWritten = image.history().everWritten();
    }

    /** A verdict with its reason. */
    private record Finding(Verdict verdict, String reason) {}

    /** One way to look at a damaged store. */
    @FunctionalInterface
    private interface Look {
        Finding look(Rot rot, Map<String, byte[]> damaged) throws IOException;
    }

    /** Examines the damage in one way only: writable, read-only, verifying, by turns. */
    void examineByTurns(Rot rot) {
        examine(rot, examined % 3);
    }

    /** Examines the damage in all ways. */
    void examine(Rot rot) {
        examine(rot, ALL_WAYS);
    }

    private void examine(Rot rot, int way) {
        examined++;
        Map<String, byte[]> damaged = rot.applyTo(image.files());
        Runnable looks = () -> {
            if (way == 0 || way == ALL_WAYS) {
                judge("writable", rot, damaged, this::openWritable);
            }
            if (way == 1 || way == ALL_WAYS) {
                judge("read-only", rot, damaged, this::openReadOnly);
            }
            if (way == 2 || way == ALL_WAYS) {
                judge("verify", rot, damaged, this::verify);
            }
        };
        try {
            runner.submit(looks).get(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            runner.shutdownNow();
            runner = newRunner();
            add("any", rot, new Finding(Verdict.HANG, "no end after " + HANG_SECONDS + " s"));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("examination ended early", e);
        }
        table.countDamage();
    }

    /** Examines the whole store; returns the reasons why it is not right, empty if it is. */
    String examineWhole() throws IOException {
        Rot none = new Rot(Kind.BIT_BEHIND_END, "", "nothing", Map.of());
        String reasons = "";
        for (Finding finding :
                new Finding[] {openWritable(none, image.files()), openReadOnly(none, image.files())}) {
            reasons += finding.verdict() == Verdict.RIGHT ? "" : finding + "\n";
        }
        Finding verified = verify(none, image.files());
        return reasons + (verified.verdict() == Verdict.UNUSED ? "" : verified + "\n");
    }

    @Override
    public void close() {
        runner.shutdownNow();
    }

    private void judge(String how, Rot rot, Map<String, byte[]> damaged, Look look) {
        Finding finding;
        try {
            finding = look.look(rot, damaged);
        } catch (IOException | RuntimeException | Error e) {
            finding = new Finding(Verdict.CRASH, describe(e));
        }
        add(how, rot, finding);
    }

    private void add(String how, Rot rot, Finding finding) {
        table.add(rot, finding.verdict(), () -> image.name() + ", " + how + ": " + rot.kind() + " " + rot.file() + " "
                + rot.what() + ": " + finding.reason());
    }

    private Finding openWritable(Rot rot, Map<String, byte[]> damaged) throws IOException {
        ImageVfs vfs = new ImageVfs(directory, damaged, false);
        Finding finding = read(rot, damaged, vfs, false);
        if (examined % FURTHER_EVERY == 0 && finding.verdict() == Verdict.RIGHT) {
            Finding again = read(rot, damaged, vfs, true);
            return again.verdict() == Verdict.RIGHT
                    ? finding
                    : new Finding(again.verdict(), "opened again: " + again.reason());
        }
        // Once a store has been opened with its log's end gone untellably, the end is gone for good.
        boolean repairable = pieces.firstUntellableSequence(damaged) < 0
                && rot.changed().keySet().stream()
                        .allMatch(file -> RotSource.kind(file) == 'W' || RotSource.kind(file) == 'T');
        if (examined % FURTHER_EVERY == 0 && repairable && finding.verdict().isNamed()) {
            Map<String, byte[]> repaired = new HashMap<>(vfs.image());
            rot.changed().keySet().forEach(file -> repaired.put(file, image.files().get(file)));
            Finding after = read(rot, repaired, new ImageVfs(directory, repaired, false), false);
            return after.verdict() == Verdict.RIGHT
                    ? finding
                    : new Finding(Verdict.CRASH, "an opening that failed spoiled the store: " + after.reason());
        }
        return finding;
    }

    private Finding openReadOnly(Rot rot, Map<String, byte[]> damaged) throws IOException {
        ImageVfs vfs = new ImageVfs(directory, damaged, false);
        Finding finding = read(rot, damaged, vfs, true);
        return vfs.isStill(damaged) ? finding : new Finding(Verdict.CHANGED, "by an opening for reading only");
    }

    private Finding read(Rot rot, Map<String, byte[]> damaged, ImageVfs vfs, boolean readOnly) {
        Environment environment = image.environment(vfs);
        Reading reading;
        boolean untellable = false;
        boolean opened = false;
        IOException error;
        try (Store store = readOnly
                ? LsmStore.openReadOnly(environment, directory, image.options())
                : LsmStore.open(environment, directory, image.options())) {
            opened = true;
            reading = new Reading(store);
            reading.forward(everWritten.keySet());
            Content reference = expected;
            if (reading.error() == null && !reading.content().sameAs(expected)) {
                long first = pieces.firstUntellableSequence(damaged);
                untellable = first >= 0 && image.history().isPrefix(reading.content(), first);
                reference = untellable ? reading.content() : expected;
            }
            reading.compare(reference, everWritten);
            if (reading.broken() != null && reading.error() != null) {
                reading = readShorterPrefix(store, reading, damaged);
            }
            error = reading.error();
        } catch (IOException e) {
            return opened || vfs.isStill(damaged) ? error(rot, e) : new Finding(Verdict.CHANGED, describe(e));
        }
        if (reading.broken() != null) {
            boolean missing = reading.broken().contains("found=false") || reading.broken().contains("walk");
            return new Finding(missing ? Verdict.MISSING : Verdict.WRONG, reading.broken() + ", error=" + error);
        }
        if (error != null) {
            return error(rot, error);
        }
        return untellable ? new Finding(Verdict.LIMIT, "") : new Finding(Verdict.RIGHT, "");
    }

    /** Where a table is damaged as well as the log's end, what can be read must be of some prefix all the same. */
    private Reading readShorterPrefix(Store store, Reading broken, Map<String, byte[]> damaged) {
        long first = pieces.firstUntellableSequence(damaged);
        if (first >= 0) {
            for (Content prefix : image.history().prefixes(first)) {
                Reading again = new Reading(store);
                again.forward(everWritten.keySet());
                again.compare(prefix, everWritten);
                if (again.broken() == null) {
                    return again;
                }
            }
        }
        return broken;
    }

    private Finding error(Rot rot, IOException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptionException corruption) {
                boolean sameFile = rot.changed().containsKey(corruption.file());
                Verdict verdict = sameFile ? Verdict.NAMED : Verdict.OTHER;
                Verdict placeless = rot.kind() == Kind.DELETED && sameFile ? Verdict.GONE : Verdict.FILE_ONLY;
                return new Finding(corruption.offset() >= 0 ? verdict : placeless, describe(error));
            }
        }
        return new Finding(Verdict.UNNAMED, describe(error));
    }

    private Finding verify(Rot rot, Map<String, byte[]> damaged) throws IOException {
        VerifyReport report;
        try {
            report = VerifyDoor.run(image.environment(new ImageVfs(directory, damaged, false)), directory);
        } catch (IOException | RuntimeException e) {
            return new Finding(Verdict.VERIFY_CRASH, describe(e));
        }
        if (!report.isClean()) {
            return new Finding(Verdict.FOUND, report.damages().toString());
        }
        if (!pieces.isUsedTouched(damaged) || isHarmless(rot)) {
            return new Finding(Verdict.UNUSED, "");
        }
        boolean untellable = pieces.firstUntellableSequence(damaged) >= 0;
        return new Finding(untellable ? Verdict.VERIFY_LIMIT : Verdict.OVERLOOKED, report.notes().toString());
    }

    /**
     * Returns whether the damage leaves what could have been there without it, and nothing is lost: OWNER holds no
     * promise and is not forced, so anything will do; a superblock that is one change old is what a crash
     * before its last write leaves. That the answers are right all the same is judged by opening the store.
     */
    private static boolean isHarmless(Rot rot) {
        return rot.changed().keySet().equals(Set.of(FileName.OWNER))
                || rot.kind() == Kind.OLDER_COPY && rot.file().equals(FileName.CURRENT);
    }

    private static String describe(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure + (failure instanceof IOException || trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static ExecutorService newRunner() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "rot-examination");
            thread.setDaemon(true);
            return thread;
        });
    }
}
