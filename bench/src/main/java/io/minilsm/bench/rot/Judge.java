package io.minilsm.bench.rot;

import io.minilsm.bench.rot.RotTally.Outcome;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens a damaged store and reads everything from it. Stateless. */
final class Judge {
    private Judge() {}

    /** What was seen, with the words of an error. */
    record Verdict(Outcome outcome, String error) {}

    static Verdict judge(RotEngine engine, Path directory) {
        Throwable error = null;
        boolean wrong = false;
        boolean lost = false;
        RotStore store;
        try {
            store = engine.open(directory);
        } catch (Throwable e) {
            return new Verdict(Outcome.ERROR, words(e));
        }
        try {
            int walked = store.walk();
            wrong = walked > KnownEntries.COUNT;
            lost = walked < KnownEntries.COUNT;
        } catch (Throwable e) {
            error = e;
        }
        for (int i = 0; i < KnownEntries.COUNT; i++) {
            KnownEntries.Entry entry = KnownEntries.entry(i);
            try {
                byte[] value = store.get(entry.key());
                lost |= value == null;
                wrong |= value != null && !Arrays.equals(value, entry.value());
            } catch (Throwable e) {
                error = error == null ? e : error;
            }
        }
        try {
            store.close();
        } catch (Throwable e) {
            error = error == null ? e : error;
        }
        Outcome silent = wrong ? Outcome.WRONG : lost ? Outcome.LOST : Outcome.RIGHT;
        return silent == Outcome.RIGHT && error != null
                ? new Verdict(Outcome.ERROR, words(error))
                : new Verdict(silent, "");
    }

    /** All that a user could read of it, in one line. */
    private static String words(Throwable error) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            words.append(cause).append("; ");
        }
        return words.toString().replace('\n', ' ').replace('\r', ' ');
    }
}
