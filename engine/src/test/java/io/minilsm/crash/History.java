package io.minilsm.crash;

import io.minilsm.api.Durability;
import java.util.ArrayList;
import java.util.List;

/** What was sent to a store, in order, and how far it was acknowledged. For one thread. */
final class History {
    private final List<Step> steps = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final List<Long> digests = new ArrayList<>(List.of(0L));
    private Contents contents; // Null until it is asked for.
    private int handedOver;
    private int durable;

    /** Adds a step that is about to be sent. */
    void send(Step step) {
        if (step.number() != steps.size() + 1) {
            throw new IllegalArgumentException("step out of order: actual=" + step.number());
        }
        Contents now = contents();
        steps.add(step);
        now.apply(step);
        digests.add(now.digest());
        sequences.add(0L);
    }

    /** The last step was written, and has the sequence. */
    void written(long sequence) {
        sequences.set(steps.size() - 1, sequence);
    }

    /** Returns the sequence of the step's last entry; 0 if the write that it was did not return. */
    long sequenceOf(int step) {
        return sequences.get(step - 1);
    }

    Step step(int number) {
        return steps.get(number - 1);
    }

    /** The last step, and with it all before, was acknowledged. */
    void acknowledge(Durability durability) {
        handedOver = durability.isAtLeast(Durability.OS) ? steps.size() : handedOver;
        durable = durability == Durability.SYNC ? steps.size() : durable;
    }

    int sent() {
        return steps.size();
    }

    /** Returns the step up to which everything survives a kill. */
    int handedOver() {
        return handedOver;
    }

    /** Returns the step up to which everything survives a power cut. */
    int durable() {
        return durable;
    }

    /** Returns the newest step from the floor to the ceiling whose contents have the digest; -1 if there is none. */
    int stepOf(long digest, int floor, int ceiling) {
        for (int step = ceiling; step >= floor; step--) {
            if (digests.get(step) == digest) {
                return step;
            }
        }
        return -1;
    }

    /** Returns the digest of what the store holds after the step. */
    long digestAfter(int step) {
        return digests.get(step);
    }

    /** Returns what the store holds now, everything sent included; not to be changed. */
    Contents contents() {
        if (contents == null) {
            contents = contentsAfter(steps.size());
        }
        return contents;
    }

    /** Returns what the store holds after the step. */
    Contents contentsAfter(int step) {
        Contents made = new Contents();
        steps.subList(0, step).forEach(made::apply);
        return made;
    }

    /** Returns the history that a crash has cut off behind the step. A store that is open has made it durable. */
    History upTo(int step) {
        History fork = cutAt(step);
        fork.durable = step;
        return fork;
    }

    /** Returns the history that a crash has cut off behind the step, before the store is opened again. */
    History cutAt(int step) {
        History fork = new History();
        fork.steps.addAll(steps.subList(0, step));
        fork.sequences.addAll(sequences.subList(0, step));
        fork.digests.addAll(digests.subList(1, step + 1));
        fork.handedOver = step;
        fork.durable = Math.min(durable, step);
        return fork;
    }
}
