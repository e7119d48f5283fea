package io.minilsm.internal.version;

import io.minilsm.internal.record.Frame;
import java.nio.charset.StandardCharsets;

/**
 * A record of a manifest. Immutable.
 *
 * @param frame where it stands and its bytes
 * @param edit what it says
 */
public record ManifestRecord(Frame frame, VersionEdit edit) {
    /** Returns the record as it stands in the file, without the line feed. */
    public String json() {
        return new String(frame.payload(), StandardCharsets.UTF_8).stripTrailing();
    }
}
