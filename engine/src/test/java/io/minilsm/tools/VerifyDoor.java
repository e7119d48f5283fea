package io.minilsm.tools;

import io.minilsm.internal.db.Environment;
import java.io.IOException;
import java.nio.file.Path;

/** Lets tests verify stores that lie elsewhere than on a disk. Stateless. */
public final class VerifyDoor {
    private VerifyDoor() {}

    /** Verifies the store in the directory of that world. */
    public static VerifyReport run(Environment environment, Path directory) throws IOException {
        return Verify.run(environment, directory);
    }
}
