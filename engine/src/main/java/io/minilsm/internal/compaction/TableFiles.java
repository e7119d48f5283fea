package io.minilsm.internal.compaction;

import io.minilsm.internal.format.FileName;
import io.minilsm.internal.sstable.TableOptions;
import io.minilsm.internal.sstable.TableSummary;
import io.minilsm.internal.sstable.TableWriter;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Writes the outputs of a compaction to table files of the store's directory. Thread-safe if the numbers are. */
public final class TableFiles implements CompactionOutputs {
    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final TableOptions options;
    private final FileNumbers numbers;

    /** Gives file numbers. */
    @FunctionalInterface
    public interface FileNumbers {
        /** Returns a number that no file of the store ever had. */
        long next() throws IOException;
    }

    /** Makes the factory. */
    public TableFiles(Vfs vfs, Path directory, UUID storeId, TableOptions options, FileNumbers numbers) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.options = options;
        this.numbers = numbers;
    }

    /** Returns what the manifest is to know of a finished table. */
    public static TableMetadata metadata(TableSummary summary) {
        return new TableMetadata(
                summary.number(),
                summary.sizeBytes(),
                summary.smallestKey(),
                summary.largestKey(),
                summary.smallestSequence(),
                summary.largestSequence(),
                summary.entries(),
                summary.deletes(),
                summary.checksum());
    }

    @Override
    public CompactionOutput create() throws IOException {
        return new File(new TableWriter(vfs, directory, numbers.next(), storeId, options));
    }

    @Override
    public void sync() throws IOException {
        vfs.syncDirectory(directory);
    }

    @Override
    public void discard(TableMetadata table) throws IOException {
        vfs.delete(directory.resolve(FileName.table(table.number())));
    }

    private static final class File implements CompactionOutput {
        private final TableWriter writer;

        File(TableWriter writer) {
            this.writer = writer;
        }

        @Override
        public void add(
                byte[] key,
                int keyOffset,
                int keyLength,
                long tag,
                byte[] value,
                int valueOffset,
                int valueLength)
                throws IOException {
            writer.add(key, keyOffset, keyLength, tag, value, valueOffset, valueLength);
        }

        @Override
        public long estimatedBytes() {
            return writer.estimatedBytes();
        }

        @Override
        public TableMetadata finish() throws IOException {
            return metadata(writer.finish());
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
