package io.minilsm.cli.ingest;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Takes the records of one source into a store, in batches that are durable before the next one is begun, each with the
 * checkpoint behind it. For one thread; store and reader stay the caller's.
 */
public final class IngestJob {
    /** Entries of a batch: enough to make a force cheap per entry, little to repeat after a kill. */
    private static final int BATCH_ENTRIES = 1000;

    private static final long BATCH_BYTES = 1 << 20;

    private final Store store;
    private final KeySpace target;
    private final KeySpace checkpoints;
    private final String source;
    private final RecordFormat format;
    private final boolean skipBad;
    private final WriteBatch batch = new WriteBatch();
    private Checkpoint reached;
    private int pending;
    private long entries;
    private long bytes;
    private long badRecords;
    private String firstBad = "";

    /**
     * What was done.
     *
     * @param resumedAt records that an earlier run had taken in already
     * @param entries entries written by this run, all durable
     * @param bytes bytes of their keys and values
     * @param badRecords records left out because they could not be read
     * @param firstBad why the first of them could not; empty if there was none
     */
    public record Result(long resumedAt, long entries, long bytes, long badRecords, String firstBad) {}

    /**
     * Makes the job.
     *
     * @param target where the entries go
     * @param source name of the source in its checkpoint; null to write none
     * @param skipBad leave out records that cannot be read, rather than stop at the first
     */
    public IngestJob(Store store, KeySpace target, String source, RecordFormat format, boolean skipBad)
            throws IOException {
        this.store = store;
        this.target = target;
        this.source = source;
        this.format = format;
        this.skipBad = skipBad;
        checkpoints = source == null ? null : store.keySpace(Checkpoint.SPACE);
    }

    /**
     * Takes in what the reader holds from the checkpoint on.
     *
     * @param restart begin with the first record whatever the checkpoint says
     * @param progress called now and then with the entries written so far
     * @throws BadRecordException at a record that cannot be read, naming it; those before it are durable
     * @throws IOException also if the source or the format is not what it was up to the checkpoint
     */
    public Result run(RecordReader reader, boolean restart, Consumer<Long> progress) throws IOException {
        reached = Checkpoint.start(format);
        long resumedAt = 0;
        Checkpoint stored = source == null || restart ? null : Checkpoint.read(store, source);
        if (stored != null) {
            skipTo(reader, stored);
            resumedAt = stored.records();
            reached = stored;
        }
        try {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                add(reader, record);
                if (batch.count() >= BATCH_ENTRIES || batch.dataBytes() >= BATCH_BYTES || reader.mayWait()) {
                    write();
                    progress.accept(entries);
                }
            }
        } catch (BadRecordException e) {
            // Where nothing was taken in, no checkpoint holds the source to a key that may have been mistyped.
            if (pending > 0 || reached.records() > 0) {
                write();
            }
            throw e;
        }
        write();
        return new Result(resumedAt, entries, bytes, badRecords, firstBad);
    }

    private void add(RecordReader reader, byte[] record) throws BadRecordException {
        try {
            RecordFormat.Entry entry = format.entry(record, reader.number());
            if (entry != null) {
                put(entry);
            }
        } catch (BadRecordException e) {
            if (!skipBad) {
                throw at(reader, e);
            }
            badRecords++;
            firstBad = firstBad.isEmpty() ? at(reader, e).getMessage() : firstBad;
        }
        // A record without a line end may still be growing: it is taken again the next time.
        if (reader.isTerminated()) {
            reached = Checkpoint.behind(reader, format);
        }
    }

    private void put(RecordFormat.Entry entry) throws BadRecordException {
        try {
            batch.put(target, entry.key(), entry.value());
        } catch (IllegalArgumentException e) {
            throw new BadRecordException(e.getMessage(), e);
        }
        pending++;
        bytes += (long) entry.key().length + entry.value().length;
    }

    private void write() throws IOException {
        if (source != null) {
            reached.addTo(batch, checkpoints, source);
        }
        store.write(batch, Durability.SYNC);
        batch.clear();
        entries += pending;
        pending = 0;
    }

    /** Reads up to the place again, which finds out whether the source is still the one that was taken in. */
    private void skipTo(RecordReader reader, Checkpoint place) throws IOException {
        if (!place.format().equals(format.describe())) {
            throw new IOException("source was taken in another way before: source=" + source + ", then="
                    + place.format() + ", now=" + format.describe() + "; --restart takes it again from its start");
        }
        byte[] record = new byte[0];
        while (reader.offset() < place.offset() && record != null) {
            record = reader.next();
            if (record != null && reader.number() == 1) {
                // The format must see a header.
                format.entry(record, 1);
            }
        }
        if (reader.offset() != place.offset() || reader.checksum() != place.checksum()) {
            throw new IOException("source was changed since it was taken in: source=" + source + ", up to offset="
                    + place.offset() + "; --restart takes it again from its start");
        }
    }

    private BadRecordException at(RecordReader reader, BadRecordException e) {
        return new BadRecordException(
                "bad record: source=" + (source == null ? "standard input" : source) + ", record=" + reader.number()
                        + ", " + e.getMessage(),
                e);
    }
}
