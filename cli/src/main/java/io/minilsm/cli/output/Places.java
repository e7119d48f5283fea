package io.minilsm.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.tools.Damage;
import io.minilsm.tools.LostPiece;
import io.minilsm.tools.SpaceKey;

/** Shows damage, and which keys and sequences it concerns, to people and programs. Stateless. */
public final class Places {
    private Places() {}

    /** Returns the damage for programs. */
    public static ObjectNode toJson(Damage damage) {
        ObjectNode object = JsonLines.object()
                .put("file", damage.file())
                .put("offset", damage.offset())
                .put("what", damage.what());
        Damage.Reach reach = damage.reach();
        if (reach != null) {
            if (reach.block() != Damage.Reach.NO_BLOCK) {
                object.put("block", reach.block());
            }
            putRange(object, reach.from(), reach.to(), reach.firstSequence(), reach.lastSequence());
        }
        return object;
    }

    /** Adds keys and sequences to an object; what is open or unknown is left out. */
    public static void putRange(
            ObjectNode object, SpaceKey from, SpaceKey to, long firstSequence, long lastSequence) {
        if (from != null) {
            object.set("from", toJson(from));
        }
        if (to != null) {
            object.set("to", toJson(to));
        }
        object.put("firstSequence", firstSequence);
        if (lastSequence != LostPiece.UNKNOWN) {
            object.put("lastSequence", lastSequence);
        }
    }

    /** Returns a key for programs. */
    public static ObjectNode toJson(SpaceKey key) {
        return JsonLines.putBytes(
                JsonLines.object().put("keySpace", key.keySpace()), "key", key.key(), Notation.TEXT);
    }

    /** Returns which keys and sequences, for people. */
    public static String range(SpaceKey from, SpaceKey to, long firstSequence, long lastSequence) {
        return (from == null || to == null ? "any key" : "keys " + text(from) + " to " + text(to)) + ", sequences "
                + firstSequence + " to " + (lastSequence == LostPiece.UNKNOWN ? "unknown" : lastSequence);
    }

    /** Returns a key for people. */
    public static String text(SpaceKey key) {
        String shown = Notation.TEXT.key(key.key());
        return key.keySpace().isEmpty() ? shown : shown + " (key space " + key.keySpace() + ")";
    }
}
