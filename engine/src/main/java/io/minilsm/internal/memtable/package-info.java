/**
 * The memtable: the newest entries, sorted in memory until they are flushed to a table.
 *
 * <p>Reading order: {@link io.minilsm.internal.memtable.Memtable}, {@code Slabs} (the bytes of the entries), {@code
 * Leaf} and {@code Inner} (the nodes of the tree over them), {@code EntryTree} (search and insert), {@code
 * MemtableIterator}.
 *
 * <p>Floor 5. One thread writes at a time, any number reads without locks. An entry is written once and never changes
 * or goes away; a reader sees at least what was added before it began to look.
 */
package io.minilsm.internal.memtable;
