package io.minilsm.it.fuzz;

import java.util.Locale;

/**
 * What is fuzzed, with its bounds. An input that takes more memory than {@code baseBytes} and {@code bytesPerByte}
 * times its length is a finding, and so is one that takes more than {@code millis} of processor time.
 */
enum FuzzTarget {
    /** Replay of a log, its scan and its salvage. */
    WAL_REPLAY(LogTargets::replay, 8 << 20, 512, 1000),
    /** The entries of a frame of the log. */
    WRITE_BATCH(LogTargets::batch, 64 << 10, 64, 500),
    /** Frames of the manifest. */
    RECORD_FRAMES(ManifestTargets::frames, 1 << 20, 128, 500),
    /** One record of the manifest. */
    MANIFEST_RECORD(ManifestTargets::record, 1 << 20, 512, 1000),
    /** A whole manifest behind a superblock that fits it. */
    MANIFEST(ManifestTargets::manifest, 8 << 20, 2048, 2000),
    /** The superblock. */
    SUPERBLOCK(ManifestTargets::superblock, 1 << 20, 64, 500),
    /** The file OWNER. */
    OWNER(ManifestTargets::owner, 256 << 10, 64, 500),
    /** The header of every file. */
    FILE_HEADER(ManifestTargets::fileHeader, 64 << 10, 64, 500),
    /** A plain block. */
    BLOCK(TableTargets::block, 1 << 20, 2048, 1000),
    /** A stored block, compressed or not. */
    STORED_BLOCK(TableTargets::storedBlock, 1 << 20, 1024, 1000),
    /** The filter of a table. */
    FILTER(TableTargets::filter, 256 << 10, 64, 500),
    /** A whole table. */
    TABLE(TableTargets::table, 8 << 20, 4096, 2000),
    /** A whole store with one changed file: opened, read, and compared with what was written. */
    STORE(StoreTargets::store, 64 << 20, 1024, 3000),
    /** Keys with their space, varints. */
    KEY(TableTargets::key, 256 << 10, 64, 500),
    /** A statement: parsed, planned, carried out. */
    SQL(SqlTargets::statement, 32 << 20, 4096, 3000),
    /** A condition, which must split the rows into true, false and unknown. */
    SQL_CONDITION(SqlTargets::condition, 32 << 20, 4096, 3000),
    /** A pattern of LIKE against a slow matcher. */
    LIKE(SqlTargets::like, 4 << 20, 4096, 1000),
    /** URL and properties of a connection. */
    JDBC_URL(SqlTargets::url, 64 << 20, 4096, 3000),
    /** The URI of an endpoint with its options. */
    CAMEL_URI(CamelTargets::uri, 64 << 20, 4096, 3000),
    /** Messages: keys, bodies, headers. */
    CAMEL_MESSAGE(CamelTargets::message, 64 << 20, 4096, 3000),
    /** Keys and values as the command line writes and reads them. */
    NOTATION(CliTargets::notation, 1 << 20, 512, 500),
    /** Records of a CSV or TSV file. */
    INGEST_DELIMITED(CliTargets::delimited, 4 << 20, 1024, 1000),
    /** Records of JSON lines. */
    INGEST_JSON(CliTargets::json, 4 << 20, 4096, 1000),
    /** Lines of the interactive session. */
    REPL(CliTargets::repl, 32 << 20, 4096, 3000);

    /** What is done with an input; whatever it throws is a finding. */
    @FunctionalInterface
    interface Body {
        void run(FuzzInput input) throws Exception;
    }

    final Body body;
    final long baseBytes;
    final long bytesPerByte;
    final long millis;

    FuzzTarget(Body body, long baseBytes, long bytesPerByte, long millis) {
        this.body = body;
        this.baseBytes = baseBytes;
        this.bytesPerByte = bytesPerByte;
        this.millis = millis;
    }

    /** Returns the name in commands and directories. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FuzzTarget of(String id) {
        for (FuzzTarget target : values()) {
            if (target.id().equals(id)) {
                return target;
            }
        }
        throw new IllegalArgumentException("no such fuzz target: actual=" + id);
    }
}
