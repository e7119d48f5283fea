package io.minilsm.internal.db;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the store counts for its stats. Thread-safe. */
final class Counters {
    final LongAdder writes = new LongAdder();
    final LongAdder entriesWritten = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
    final LongAdder gets = new LongAdder();
    final LongAdder flushes = new LongAdder();
    final LongAdder flushedBytes = new LongAdder();
    final LongAdder compactions = new LongAdder();
    final LongAdder compactionReadBytes = new LongAdder();
    final LongAdder compactionWrittenBytes = new LongAdder();
    final LongAdder stallNanos = new LongAdder();
    final AtomicInteger openCursors = new AtomicInteger();
}
