/**
 * The table: an immutable file of sorted entries with index, filter and properties.
 *
 * <p>Reading order: {@link io.minilsm.internal.sstable.TableFormat}, {@link io.minilsm.internal.sstable.TableWriter},
 * {@link io.minilsm.internal.sstable.TableReader}, {@link io.minilsm.internal.sstable.TableIterator},
 * {@link io.minilsm.internal.sstable.BlockCache}, {@link io.minilsm.internal.sstable.TableVerifier},
 * {@link io.minilsm.internal.sstable.SurvivingEntries}. Layout: docs/format/sstable.md.
 *
 * <p>Floor 5. Every byte of a table is under a checksum that knows the store, the file and the offset, and no byte is
 * believed before its checksum was compared. What does not hold is a {@link io.minilsm.api.CorruptionException} with
 * file and offset, whatever the bytes are. A reader is for any number of threads; writers and iterators are for one.
 */
package io.minilsm.internal.sstable;
