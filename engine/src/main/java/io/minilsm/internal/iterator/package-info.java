/**
 * Walking sorted internal entries, whatever holds them, and merging several such walks.
 *
 * <p>Reading order: {@link io.minilsm.internal.iterator.InternalIterator}.
 *
 * <p>Floor 3.
 */
package io.minilsm.internal.iterator;
