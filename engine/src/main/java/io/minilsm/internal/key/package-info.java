/**
 * The internal key: what a stored entry is found and ordered by.
 *
 * <p>An internal key is a scoped key (varint key-space id, then the user's key) and a tag (sequence and entry kind).
 * Entries are ordered by scoped key ascending as unsigned bytes, then by tag descending, so that the newest version of
 * a key comes first. Reading order: {@link io.minilsm.internal.key.EntryKind}, {@link io.minilsm.internal.key.Tag},
 * {@link io.minilsm.internal.key.ScopedKey}, {@link io.minilsm.internal.key.LookupResult}.
 *
 * <p>Floor 2.
 */
package io.minilsm.internal.key;
