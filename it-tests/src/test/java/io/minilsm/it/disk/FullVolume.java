package io.minilsm.it.disk;

import io.minilsm.MiniLsm;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two processes: the first fills a volume and dies, the second looks at what the first was acknowledged. */
public final class FullVolume {
    /** What the first prints before the number of writes acknowledged to it. */
    static final String ACKNOWLEDGED = "acknowledged ";

    /** What the second prints if all is as it must be. */
    static final String RIGHT = "right";

    private static final int BALLAST_BYTES = 4 << 20;
    private static final int FAILURES = 3;

    private FullVolume() {}

    /** Takes the directory and, for the second process, the number that the first has printed. */
    public static void main(String[] words) {
        Path volume = Path.of(words[0]);
        try {
            if (words.length == 1) {
                System.out.println(ACKNOWLEDGED + fill(volume));
                Runtime.getRuntime().halt(0); // Without closing: the store is as a kill leaves it.
            }
            judge(volume, Integer.parseInt(words[1]));
            System.out.println(RIGHT);
        } catch (Throwable e) {
            WriterTask.fail("full volume", e);
        }
    }

    private static int fill(Path volume) throws IOException {
        Files.write(ballast(volume), new byte[BALLAST_BYTES]);
        Store store = MiniLsm.open(volume.resolve("store"), Options.defaults());
        int written = 0;
        for (int failures = 0; failures < FAILURES; ) {
            try {
                store.put(NumberedEntries.key(written), NumberedEntries.value(written), Durability.SYNC);
                written++;
            } catch (DiskFullException e) {
                failures++;
            }
        }
        NumberedEntries.requireAll(store, written);
        return written;
    }

    private static void judge(Path volume, int written) throws IOException {
        Path directory = volume.resolve("store");
        try (Store store = MiniLsm.openReadOnly(directory, Options.defaults())) {
            NumberedEntries.requireAll(store, written);
        }
        Files.delete(ballast(volume));
        try (Store store = MiniLsm.open(directory, Options.defaults())) {
            NumberedEntries.requireAll(store, written);
            store.put(NumberedEntries.key(written), NumberedEntries.value(written), Durability.SYNC);
        }
        try (Store store = MiniLsm.open(directory, Options.defaults())) {
            NumberedEntries.requireAll(store, written + 1);
        }
        VerifyReport report = Verify.run(directory);
        if (!report.isClean()) {
            throw new AssertionError("verify finds damage: " + report.damages());
        }
    }

    private static Path ballast(Path volume) {
        return volume.resolve("ballast");
    }
}
