/**
 * What the store consists of, and how that is kept on disk: tables by level, log segments, key spaces; the manifest
 * that records every change of them; the superblock that says how far the manifest is durable.
 *
 * <p>Reading order: {@link io.minilsm.internal.version.TableMetadata}, {@link io.minilsm.internal.version.Version},
 * {@link io.minilsm.internal.version.StoreState}, {@link io.minilsm.internal.version.VersionEdit},
 * {@link io.minilsm.internal.version.StateTransition}, {@link io.minilsm.internal.version.EditCodec},
 * {@link io.minilsm.internal.version.ManifestReader}, {@link io.minilsm.internal.version.Superblock},
 * {@link io.minilsm.internal.version.StateReader}, {@link io.minilsm.internal.version.VersionSet}. Layout:
 * docs/format/manifest.md and docs/format/superblock.md.
 *
 * <p>Floor 6. Invariants: M1, an edit is durable in the manifest and in both slots of the superblock before its state
 * is installed; I1, file numbers and sequences are reserved in the superblock before they are used, so none is ever
 * used twice. States, versions and edits are immutable; {@link io.minilsm.internal.version.VersionSet} is thread-safe
 * and takes one edit at a time.
 */
package io.minilsm.internal.version;
