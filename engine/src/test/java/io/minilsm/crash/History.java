package io.minilsm.crash;

import io.minilsm.api.Durability;
import java.util.ArrayList;
import java.util.List;

/**
 * What was sent to a store, in order, and how far it was acknowledged. Thread-safe: one thread sends, any thread takes
 * bounds.
 */
final class History {
    // Guarded by this.
    private final List<Step> steps = new ArrayList<>();
    private final List<Long> digests = new ArrayList<>(List.of(0L));
    private Contents contents = new Contents();
    private int handedOver;
    private int durable;

    /** Adds a step that is about to be sent. */
    synchronized void send(Step step) {
        if (step.number() != steps.size() + 1) {
            throw new IllegalArgumentException("step out of order: actual=" + step.number());
        }
        steps.add(step);
        contents.apply(step);
        digests.add(contents.digest());
    }

    /** The last step, and with it all before, was acknowledged. */
    synchronized void acknowledge(Durability durability) {
        handedOver = durability.isAtLeast(Durability.OS) ? steps.size() : handedOver;
        durable = durability == Durability.SYNC ? steps.size() : durable;
    }

    /** The last step was refused and did not happen. */
    synchronized void retract() {
        History before = upTo(steps.size() - 1);
        steps.remove(steps.size() - 1);
        digests.remove(digests.size() - 1);
        contents = before.contents;
    }

    synchronized int sent() {
        return steps.size();
    }

    /** Returns the step up to which everything survives a kill. */
    synchronized int handedOver() {
        return handedOver;
    }

    /** Returns the step up to which everything survives a power cut. */
    synchronized int durable() {
        return durable;
    }

    /** Returns the newest step from the floor to the ceiling whose contents have the digest; -1 if there is none. */
    synchronized int stepOf(long digest, int floor, int ceiling) {
        for (int step = ceiling; step >= floor; step--) {
            if (digests.get(step) == digest) {
                return step;
            }
        }
        return -1;
    }

    /** Returns what the store holds after the step. */
    synchronized Contents contentsAfter(int step) {
        Contents made = new Contents();
        steps.subList(0, step).forEach(made::apply);
        return made;
    }

    /** Returns the history that a crash has cut off behind the step, of which the same is durable. */
    synchronized History upTo(int step) {
        History fork = new History();
        steps.subList(0, step).forEach(fork::send);
        fork.handedOver = step;
        fork.durable = Math.min(durable, step);
        return fork;
    }
}
