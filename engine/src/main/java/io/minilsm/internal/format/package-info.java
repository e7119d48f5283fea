/**
 * What all files of a store share: names, the header each begins with, and the format version.
 *
 * <p>Reading order: {@link io.minilsm.internal.format.FileName}, {@link io.minilsm.internal.format.FileKind},
 * {@link io.minilsm.internal.format.FileHeader}. Layout: docs/format/files.md.
 *
 * <p>Floor 2.
 */
package io.minilsm.internal.format;
