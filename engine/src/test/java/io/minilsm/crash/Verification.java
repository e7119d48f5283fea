package io.minilsm.crash;

import io.minilsm.internal.db.Environment;
import io.minilsm.tools.VerifyDoor;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;

/** Has every checksum of a closed store checked. Stateless. */
final class Verification {
    private Verification() {}

    /** Throws if the store in the directory of that world is damaged. */
    static void requireClean(Environment environment, Path directory) throws IOException {
        VerifyReport report = VerifyDoor.run(environment, directory);
        if (!report.isClean()) {
            throw new AssertionError("verify finds damage in a closed store: " + report.damages());
        }
    }
}
