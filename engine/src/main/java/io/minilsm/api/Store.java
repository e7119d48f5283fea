package io.minilsm.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * An open store: the operations on its plain keys (key space 0), and what concerns the store as a whole.
 *
 * <p>The promise: an acknowledged write of durability {@link Durability#SYNC} is either returned exactly, or the open
 * or the read fails and names the damage. Thread-safe for any number of callers; a caller that is interrupted keeps its
 * interrupt flag and harms nobody. {@link #close()} waits for running calls, is idempotent, and makes every earlier
 * write durable.
 */
public interface Store extends KeySpace, Closeable {
    /** Returns the directory of the store; a store in memory has a made-up one. */
    Path directory();

    /** Returns whether the store was opened read-only. */
    boolean isReadOnly();

    /** Returns the key space of that name, making it if there is none. Names are 1 to 255 characters long. */
    KeySpace keySpace(String name) throws IOException;

    /** Returns the names of the key spaces that were made by name, in their order of creation. */
    List<String> keySpaceNames();

    /**
     * Writes the batch whole or not at all, acknowledged at the given durability. An empty batch only has its
     * conditions checked. Readers may see the batch before it is durable.
     *
     * @return the sequence of the batch's last entry
     * @throws ConflictException if a condition of the batch does not hold; nothing was written
     * @throws IllegalArgumentException if the batch names key spaces of another store, or of an earlier opening of this
     *     one
     */
    long write(WriteBatch batch, Durability durability) throws IOException;

    /**
     * Writes the batch without waiting for its durability. It is in the order of writes and visible to readers when
     * this returns; the handle completes once it has the durability.
     *
     * @param callbackExecutor runs the completion; must not run it in the engine's own threads for long
     */
    WriteHandle writeAsync(WriteBatch batch, Durability durability, Executor callbackExecutor) throws IOException;

    /** Makes every write that was acknowledged before this call durable ({@link Durability#SYNC}). */
    void sync() throws IOException;

    /** Returns the sequence up to which everything is known to be durable by a force of this process. */
    long durableSequence();

    /** Returns the sequence of the last write that readers see. */
    long visibleSequence();

    /** Returns a snapshot of the store as it is now. */
    Snapshot snapshot();

    /** Writes what is in memory to tables and returns when they are durable. */
    void flush() throws IOException;

    /**
     * Merges everything in the range of plain keys down to the lowest level; returns when done. The range of all keys
     * stands for the whole store, named key spaces included.
     */
    void compact(Range range) throws IOException;

    /**
     * Loads sorted entries straight into tables, past the log: all of them, durable and visible at once, or none.
     *
     * @param sortedEntries keys strictly ascending by unsigned bytes; must not overlap keys that exist now
     * @return the number of entries
     * @throws IllegalArgumentException if the keys are not strictly ascending; nothing was loaded
     * @throws ConflictException if the keys' range holds entries already; nothing was loaded
     */
    long bulkLoad(Iterator<Map.Entry<byte[], byte[]>> sortedEntries) throws IOException;

    /**
     * Copies the store into a new directory as it is at one moment, while writes go on: everything up to the returned
     * sequence, nothing behind it. Tables are hard-linked where the file system can, else copied; each is read and its
     * checksums are compared. The copy is durable when this returns, and is opened like any store. It keeps the store's
     * id, with which checksums are seeded: files of the two must not be mixed.
     *
     * @param target does not exist, or is an empty directory
     * @return the sequence of the last write in the copy
     * @throws CorruptionException if the store is damaged; no copy was made
     * @throws java.nio.file.DirectoryNotEmptyException if there is something in the target
     */
    long checkpoint(Path target) throws IOException;

    /**
     * Keeps the log's segments as a history of changes that {@link #changes} reads, also when the store itself needs
     * them no more: from now on and over openings, until told otherwise. What is beyond a limit is let go of, oldest
     * first and a segment at a time, when another segment comes to the history, or now. While a history is kept, a
     * flush forces the log, and bulk loads, which go past it, are refused. An opening without a log ends the history.
     *
     * @param maxBytes bytes of log, beyond what the store itself needs; 0 ends the history
     * @param maxAge how long a segment is kept when the store needs it no more; null for as long as there is room
     * @throws UnsupportedOperationException if the store has no log
     */
    void keepHistory(long maxBytes, Duration maxAge) throws IOException;

    /** Returns what history of changes is kept; empty if none is, or if the store was opened read-only. */
    Optional<History> history();

    /**
     * Returns a reader of all changes from the sequence on, in all key spaces, in the order of their commits.
     *
     * @param fromSequence first sequence to be read, at most one behind {@link #visibleSequence()}
     * @throws HistoryGoneException if not all of them are there any more, or no history is kept
     */
    ChangeFeed changes(long fromSequence) throws IOException;

    /** Returns figures of the store at this moment. */
    StoreStats stats();

    /**
     * Waits for running calls, makes every write durable, and closes. Later calls do nothing. A bulk load, a compaction
     * of a range and a checkpoint that are under way end soon with {@link StoreClosedException}; of a bulk load, the
     * iterator's current step is waited for.
     */
    @Override
    void close() throws IOException;
}
