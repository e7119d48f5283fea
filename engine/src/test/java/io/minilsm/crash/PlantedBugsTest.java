package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.LyingVfs;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of the crash test: on disks that do not do what they say, it must find what the engine would lose had it
 * forgotten to ask. Each lie is a bug that engines have had.
 */
@ExtendWith(QuietLog.class)
class PlantedBugsTest {
    private static final int RUNS = 12;

    private enum Lie {
        ACKNOWLEDGED_BEFORE_THE_LOG_IS_FORCED(operation -> isOn(operation, Kind.FORCE, ".wal")),
        LOG_DROPPED_BEFORE_THE_TABLE_IS_FORCED(operation -> isOn(operation, Kind.FORCE, ".sst")),
        MANIFEST_NOT_FORCED(operation ->
                operation.kind() == Kind.FORCE && operation.path().getFileName().toString().startsWith("MANIFEST")),
        SUPERBLOCK_NOT_FORCED(operation -> isOn(operation, Kind.FORCE, "CURRENT")),
        DIRECTORY_NOT_SYNCED(operation -> operation.kind() == Kind.SYNC_DIRECTORY),
        EVERY_SECOND_FILE_OF_THE_LOG_NOT_FORCED(operation ->
                isOn(operation, Kind.FORCE, ".wal") && operation.path().hashCode() % 2 == 0);

        private final Predicate<FileOperation> dropped;

        Lie(Predicate<FileOperation> dropped) {
            this.dropped = dropped;
        }

        private static boolean isOn(FileOperation operation, Kind kind, String ending) {
            return operation.kind() == kind && operation.path().getFileName().toString().endsWith(ending);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lieIsFound(Lie lie) throws Exception {
        UnaryOperator<Vfs> world = vfs -> new LyingVfs(vfs, lie.dropped);
        boolean found = false;
        for (int run = 0; run < RUNS && !found; run++) {
            try {
                new CrashRun(run, 12, Setup.USUAL, world, new Tally(run)).run(250);
            } catch (AssertionError e) {
                found = true;
            }
        }
        assertTrue(found, "the crash test does not see it");
    }
}
