package io.minilsm.camel;

import io.minilsm.api.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Copies a store into new directories under the one that the endpoint names; no message has a say in where. Immutable.
 */
final class CheckpointWriter {
    /** Names in the order of time, of characters that every file system takes. */
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path parent;
    private final Clock clock;

    CheckpointWriter(Path parent, Clock clock) {
        this.parent = parent;
        this.clock = clock;
    }

    /**
     * Makes a checkpoint.
     *
     * @param number tells it from others of the same moment
     */
    Checkpoint write(Store store, long number) throws IOException {
        Path source = store.directory().toRealPath();
        // Before anything is made, as far as names tell; behind it, whatever links there are.
        requireOutside(source, parent.toAbsolutePath().normalize());
        requireOutside(store.directory().toAbsolutePath().normalize(), parent.toAbsolutePath().normalize());
        Path target = Files.createDirectories(parent)
                .toRealPath()
                .resolve("checkpoint-" + MOMENT.format(clock.instant()) + "-" + number);
        requireOutside(source, target);
        return new Checkpoint(target, store.checkpoint(target));
    }

    private static void requireOutside(Path store, Path path) {
        if (path.startsWith(store)) {
            throw new IllegalArgumentException("checkpoint into the store itself: store=" + store + ", actual=" + path
                    + ", expected option checkpointDirectory to be a directory outside of it");
        }
    }

    /**
     * A copy that was made.
     *
     * @param directory the new directory
     * @param sequence the sequence of the last write in the copy
     */
    record Checkpoint(Path directory, long sequence) {}
}
