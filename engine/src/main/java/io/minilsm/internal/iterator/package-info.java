/**
 * Walking sorted internal entries, whatever holds them, and walking several such sources as one.
 *
 * <p>Reading order: {@link io.minilsm.internal.iterator.InternalIterator}, {@link
 * io.minilsm.internal.iterator.ConcatenatingIterator} (sources behind one another), {@link
 * io.minilsm.internal.iterator.MergingIterator} (sources beside one another).
 *
 * <p>Floor 3.
 */
package io.minilsm.internal.iterator;
