package io.minilsm.api;

import java.time.Duration;

/**
 * The history of changes that a store keeps, at one moment.
 *
 * @param firstSequence from here on all changes can be read; larger than any sequence so far if there are none yet
 * @param maxBytes bytes of log that are kept beyond what the store itself needs
 * @param maxAge how long they are kept; null for as long as there is room
 * @param bytes bytes of log that are kept now beyond what the store itself needs
 */
public record History(long firstSequence, long maxBytes, Duration maxAge, long bytes) {}
