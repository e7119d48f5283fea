package io.minilsm.tools;

import io.minilsm.internal.key.ScopedKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A key of a key space, or a bound between keys. Immutable, as long as nobody changes the array.
 *
 * @param keySpace name of the key space, empty for the plain keys; {@code #ID} if the manifest has no name for the id
 * @param key the user's bytes; empty for the start of the key space
 */
public record SpaceKey(String keySpace, byte[] key) {
    /** Returns the names of key spaces by their ids. */
    static Map<Integer, String> names(Map<String, Integer> ids) {
        Map<Integer, String> names = new HashMap<>();
        ids.forEach((name, id) -> names.put(id, name));
        return names;
    }

    /** Takes a scoped key apart; a bound between keys may be shorter than a key can be. */
    static SpaceKey of(byte[] scoped, Map<Integer, String> names) {
        int end = 0;
        while (end < scoped.length && scoped[end] < 0) {
            end++;
        }
        end = Math.min(scoped.length, end + 1);
        int id = 0;
        for (int i = 0; i < end && i < Integer.BYTES + 1; i++) {
            id |= (scoped[i] & 0x7F) << (7 * i);
        }
        String name = id == ScopedKey.PLAIN_SPACE ? "" : names.getOrDefault(id, "#" + id);
        return new SpaceKey(name, Arrays.copyOfRange(scoped, end, scoped.length));
    }
}
