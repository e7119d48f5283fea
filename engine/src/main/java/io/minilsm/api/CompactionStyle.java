package io.minilsm.api;

/** Whether and how tables are merged in the background. */
public enum CompactionStyle {
    /** Leveled: one sorted run per level below level 0, each about ten times the one above. */
    LEVELED,
    /** No background compaction: tables stay where flushes put them until {@code compact} is called. */
    NONE
}
