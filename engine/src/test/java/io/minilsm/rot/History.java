package io.minilsm.rot;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was written to a store, batch by batch, all acknowledged. For one thread. */
final class History {
    /** The entries of a store: key space by name, then key. */
    static final class Content extends HashMap<String, TreeMap<byte[], byte[]>> {
        private static final long serialVersionUID = 1L;

        TreeMap<byte[], byte[]> space(String name) {
            return computeIfAbsent(name, absent -> new TreeMap<>(Arrays::compareUnsigned));
        }

        boolean sameAs(Content other) {
            for (String space : keySet()) {
                if (!other.containsKey(space) && !get(space).isEmpty()) {
                    return false;
                }
            }
            for (Map.Entry<String, TreeMap<byte[], byte[]>> theirs : other.entrySet()) {
                TreeMap<byte[], byte[]> ours = space(theirs.getKey());
                boolean same = ours.size() == theirs.getValue().size()
                        && theirs.getValue().entrySet().stream()
                                .allMatch(entry -> Arrays.equals(entry.getValue(), ours.get(entry.getKey())));
                if (!same) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A put, or with a null value a delete. */
    record Step(String space, byte[] key, byte[] value) {}

    private record Batch(long lastSequence, List<Step> steps) {}

    private final List<Batch> batches = new ArrayList<>();

    /** Writes the steps as one batch and notes it once it is acknowledged. */
    void write(Store store, List<Step> steps, Durability durability) throws IOException {
        WriteBatch batch = new WriteBatch();
        for (Step step : steps) {
            KeySpace space = step.space().isEmpty() ? store : store.keySpace(step.space());
            if (step.value() == null) {
                batch.delete(space, step.key());
            } else {
                batch.put(space, step.key(), step.value());
            }
        }
        note(store.write(batch, durability), steps);
    }

    /** Notes what was acknowledged. */
    void note(long lastSequence, List<Step> steps) {
        batches.add(new Batch(lastSequence, steps));
    }

    /** Returns a history of its own that is the same up to now. */
    History copy() {
        History copy = new History();
        copy.batches.addAll(batches);
        return copy;
    }

    /** Returns the content after everything. */
    Content content() {
        return content(batches.size());
    }

    /** Returns each key that was ever written, deleted ones too, with a value that means nothing. */
    Content everWritten() {
        Content keys = new Content();
        batches.forEach(batch ->
                batch.steps().forEach(step -> keys.space(step.space()).put(step.key(), new byte[0])));
        return keys;
    }

    /** Returns whether the content is that after some batch, and after all of those before the sequence. */
    boolean isPrefix(Content actual, long beforeSequence) {
        return prefixes(beforeSequence).stream().anyMatch(actual::sameAs);
    }

    /** Returns the contents after each batch, the last one first, as far back as all before the sequence are in. */
    List<Content> prefixes(long beforeSequence) {
        List<Content> contents = new ArrayList<>();
        for (int count = batches.size(); count >= 0; count--) {
            contents.add(content(count));
            if (count > 0 && batches.get(count - 1).lastSequence() < beforeSequence) {
                break;
            }
        }
        return contents;
    }

    private Content content(int count) {
        Content content = new Content();
        for (Batch batch : batches.subList(0, count)) {
            for (Step step : batch.steps()) {
                if (step.value() == null) {
                    content.space(step.space()).remove(step.key());
                } else {
                    content.space(step.space()).put(step.key(), step.value());
                }
            }
        }
        return content;
    }
}
