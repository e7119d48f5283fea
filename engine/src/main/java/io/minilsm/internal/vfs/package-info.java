/**
 * Files: a small interface over the file system, so that tests can trace, fail and crash it; the disk; and memory.
 *
 * <p>Reading order: {@link io.minilsm.internal.vfs.Vfs}, {@link io.minilsm.internal.vfs.VfsFile},
 * {@link io.minilsm.internal.vfs.DiskVfs}, {@link io.minilsm.internal.vfs.MemoryVfs}.
 *
 * <p>Floor 1; knows nothing of LSM. A name becomes durable when its directory is synced, bytes when their file is
 * forced; nothing here does either unasked. Safe under thread interrupts: a caller's interrupt neither fails nor closes
 * a file, and its flag is kept.
 */
package io.minilsm.internal.vfs;
