/**
 * The filter of a table: tells for most keys that are not there that they are not there.
 *
 * <p>Reading order: {@link io.minilsm.internal.filter.KeyHash}, {@link io.minilsm.internal.filter.BloomFilterBuilder},
 * {@link io.minilsm.internal.filter.BloomFilter}. Layout: docs/format/sstable.md.
 *
 * <p>Floor 3. A filter never denies a key that was added. A built filter is immutable and may be asked by many threads.
 */
package io.minilsm.internal.filter;
