package io.minilsm.tools;

import io.minilsm.api.CorruptionException;

/**
 * One place where a store's bytes are not what was written.
 *
 * @param file name of the file in the store's directory
 * @param offset bytes from the start of the file; -1 for the whole file
 * @param what what does not hold, with actual and expected values
 */
public record Damage(String file, long offset, String what) {
    static Damage of(CorruptionException e) {
        return new Damage(e.file(), e.offset(), e.getMessage());
    }
}
