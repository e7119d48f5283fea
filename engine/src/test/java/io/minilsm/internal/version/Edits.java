package io.minilsm.internal.version;

import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Edits and states for tests. */
final class Edits {
    static final UUID STORE = new UUID(0x1122334455667788L, 0x99AABBCCDDEEFF00L);
    static final Path DIR = Path.of("/store").toAbsolutePath();

    private Edits() {}

    /** Returns a table of that number; its sequences and keys follow from the number, so no two share any. */
    static TableMetadata table(long number) {
        return table(number, key(number), key(number) + "~", number * 10 + 1, number * 10 + 9);
    }

    static TableMetadata table(long number, String smallest, String largest, long fromSequence, long toSequence) {
        return new TableMetadata(
                number,
                4096 + number,
                bytes(smallest),
                bytes(largest),
                fromSequence,
                toSequence,
                9,
                2,
                (int) (number * 0x9E3779B9L));
    }

    static String key(long number) {
        return String.format("\0key-%06d", number);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns everything that a state says, for comparison: tables are equal by number alone. */
    static String describe(StoreState state) {
        StringBuilder text = new StringBuilder();
        StoreState plain = state.leapTo(state.nextFileNumber(), new VersionEdit.Reservation(0, 0));
        for (VersionEdit edit : plain.toSnapshot()) {
            text.append(new String(EditCodec.encode(edit), StandardCharsets.UTF_8));
        }
        return text.toString().replaceAll("\"nextFileNumber\":\\d+,", "").replaceAll("\"reserved\":\\{.*?\\},", "");
    }

    /** Returns an edit that fits the state, of a kind and size by chance. */
    static VersionEdit random(Random random, VersionSet versions) throws IOException {
        StoreState state = versions.state();
        List<TableMetadata> level0 = state.version().level(0);
        switch (random.nextInt(6)) {
            case 0: {
                WalSegment wal = new WalSegment(versions.newFileNumber(), random.nextLong(), 1 << 18);
                return VersionEdit.builder(EditType.NEW_MEMTABLE).newWal(wal).build();
            }
            case 1: {
                String name = "space-" + random.nextInt(1 << 30) + (char) (0xE0 + random.nextInt(20)) + "\uD83D\uDE00";
                if (state.keySpaces().containsKey(name)) {
                    return VersionEdit.builder(EditType.KEY_SPACE).build();
                }
                return VersionEdit.builder(EditType.KEY_SPACE)
                        .newKeySpace(name, state.nextSpaceId() + random.nextInt(3))
                        .build();
            }
            case 2: {
                for (WalRecord wal : state.wals()) {
                    if (!wal.isClosed()) {
                        return VersionEdit.builder(EditType.CLOSE_WAL)
                                .closeWal(new ClosedSegment(
                                        wal.number(), random.nextInt(1 << 18), state.lastSequence(), random.nextInt()))
                                .build();
                    }
                }
                return VersionEdit.builder(EditType.CLOSE_WAL).build();
            }
            case 3: {
                return compaction(random, versions);
            }
            default: {
                VersionEdit.Builder flush = VersionEdit.builder(EditType.FLUSH);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    flush.addTable(0, table(versions.newFileNumber()));
                }
                if (!state.wals().isEmpty()) {
                    flush.dropWal(state.wals().get(0).number());
                }
                flush.flushedSequence(state.flushedSequence() + random.nextInt(50));
                if (level0.size() > 4) {
                    flush.lastSequence(state.lastSequence() + 1);
                }
                return flush.build();
            }
        }
    }

    private static VersionEdit compaction(Random random, VersionSet versions) throws IOException {
        VersionEdit.Builder compaction = VersionEdit.builder(EditType.COMPACTION);
        List<TableMetadata> inputs = new ArrayList<>();
        int level = random.nextInt(Version.LEVELS - 1);
        for (TableMetadata table : versions.state().version().level(level)) {
            if (inputs.size() < 3 && random.nextBoolean()) {
                inputs.add(table);
            }
        }
        for (TableMetadata table : inputs) {
            compaction.deleteTable(level, table.number());
            if (random.nextBoolean()) {
                compaction.addTable(level + 1, table);
            } else if (random.nextBoolean()) {
                compaction.addTable(level + 1, table(versions.newFileNumber()));
            }
        }
        return compaction.build();
    }
}
