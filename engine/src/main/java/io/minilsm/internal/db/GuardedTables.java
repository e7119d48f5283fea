package io.minilsm.internal.db;

import io.minilsm.api.DiskFullException;
import io.minilsm.internal.compaction.CompactionOutput;
import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.compaction.TableFiles;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;

/**
 * Writes tables; a failed write or force poisons the store. Thread-safe.
 *
 * <p>Who reads while he writes, as a compaction does, thus need not tell what failed: a failed read poisons nothing.
 * Neither does a full device, nor a table that could not be created: nothing was written then that anybody counts on.
 */
final class GuardedTables implements CompactionOutputs {
    private final TableFiles files;
    private final Poison poison;

    GuardedTables(TableFiles files, Poison poison) {
        this.files = files;
        this.poison = poison;
    }

    @Override
    public CompactionOutput create() throws IOException {
        return new Output(files.create());
    }

    @Override
    public void sync() throws IOException {
        guard(() -> {
            files.sync();
            return null;
        });
    }

    /** Removes a finished table, unless nobody knows any more which manifest is on the disk. */
    @Override
    public void discard(TableMetadata table) throws IOException {
        if (!poison.isSet()) {
            files.discard(table);
        }
    }

    @FunctionalInterface
    private interface Write<T> {
        T run() throws IOException;
    }

    private <T> T guard(Write<T> write) throws IOException {
        try {
            return write.run();
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw poison.failed(e);
        }
    }

    private final class Output implements CompactionOutput {
        private final CompactionOutput output;

        Output(CompactionOutput output) {
            this.output = output;
        }

        @Override
        public void add(
                byte[] key, int keyOffset, int keyLength, long tag, byte[] value, int valueOffset, int valueLength)
                throws IOException {
            guard(() -> {
                output.add(key, keyOffset, keyLength, tag, value, valueOffset, valueLength);
                return null;
            });
        }

        @Override
        public long estimatedBytes() {
            return output.estimatedBytes();
        }

        @Override
        public TableMetadata finish() throws IOException {
            return guard(output::finish);
        }

        @Override
        public void close() throws IOException {
            output.close();
        }
    }
}
