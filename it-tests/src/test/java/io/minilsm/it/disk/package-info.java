/**
 * Real processes on real file systems that fail, fill up or lose what was not synced, and what their stores must hold
 * afterwards.
 *
 * <p>Reading order: {@link io.minilsm.it.disk.Plan}, {@link io.minilsm.it.disk.AckLog},
 * {@link io.minilsm.it.disk.Lane}, {@link io.minilsm.it.disk.WriterTask}; {@link io.minilsm.it.disk.ShortHistory} and
 * {@link io.minilsm.it.disk.TracedHistory} for what happens at a given system call;
 * {@link io.minilsm.it.disk.PowerFs} and {@link io.minilsm.it.disk.CutWriter} for power cuts;
 * {@link io.minilsm.it.disk.SmallDisk} for what is full; {@link io.minilsm.it.disk.JavaBox} for containers, with
 * {@link io.minilsm.it.disk.LargeLoad} and {@link io.minilsm.it.disk.FullVolume} in them;
 * {@link io.minilsm.it.disk.ScarceHandles} for a process without file handles.
 */
package io.minilsm.it.disk;
