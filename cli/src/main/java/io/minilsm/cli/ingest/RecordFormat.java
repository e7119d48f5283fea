package io.minilsm.cli.ingest;

/** Makes entries of records. For one thread: may remember the header. */
public interface RecordFormat {
    /** A key and its value. */
    record Entry(byte[] key, byte[] value) {}

    /**
     * Returns the entry of a record; null if the record holds none, as a header or an empty line.
     *
     * @param number the number of the record in its source, from 1
     */
    Entry entry(byte[] record, long number) throws BadRecordException;

    /** Returns in words how entries are made; two formats with the same words make the same entries. */
    String describe();
}
