/**
 * Messages from a file or a pipe into a store, resumable: the place up to which a source was taken in is written in the
 * same atomic batch as the entries, in a key space of its own.
 *
 * <p>Reading order: {@link io.minilsm.cli.ingest.IngestJob}, {@link io.minilsm.cli.ingest.RecordReader},
 * {@link io.minilsm.cli.ingest.RecordFormat}, {@link io.minilsm.cli.ingest.Checkpoint}.
 *
 * <p>Invariant: at every moment, also after a kill, the store holds exactly the records before the checkpoint that it
 * holds, and none behind it.
 */
package io.minilsm.cli.ingest;
