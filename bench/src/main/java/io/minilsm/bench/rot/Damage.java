package io.minilsm.bench.rot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Damages one file of a store by chance. Stateless. */
final class Damage {
    private static final int SECTOR = 512;
    private static final int BLOCK = 4096;
    private static final int MAX_DRAWS = 1000;

    private Damage() {}

    /** Kinds of damage, each as likely. */
    private enum Kind {
        FLIP,
        CUT,
        ZERO,
        SWAP,
        /** The last one, because a store of one file is spared it. */
        DELETE
    }

    /**
     * A damage that was done.
     *
     * @param isDeletion whether a file is gone, so that no error can name an offset
     * @param what in words
     */
    record Done(boolean isDeletion, String what) {}

    /** Returns the names of the files that hold the store: no locks, no logs for people. */
    static List<String> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> path.toFile().length() > 0)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("LOCK") && !name.startsWith("LOG"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Does one damage. The only file of a store is not deleted: nothing would be left that could tell of it.
     */
    static Done doTo(Path directory, SplittableRandom random) throws IOException {
        List<String> names = files(directory);
        Path file = directory.resolve(names.get(random.nextInt(names.size())));
        byte[] bytes = Files.readAllBytes(file);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length - (names.size() == 1 ? 1 : 0))];
        int size = bytes.length;
        int block = size >= 2 * BLOCK ? BLOCK : Math.max(1, Math.min(SECTOR, size / 2));
        int at = used(bytes, random);
        switch (kind) {
            case FLIP -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case CUT -> bytes = Arrays.copyOf(bytes, at);
            case ZERO -> Arrays.fill(bytes, at, Math.min(size, at + 1 + random.nextInt(block)), (byte) 0);
            case SWAP -> {
                int one = Math.min(size / block - 1, at / block) * block;
                int other = Math.min(size / block - 1, used(bytes, random) / block) * block;
                byte[] kept = Arrays.copyOfRange(bytes, one, one + block);
                System.arraycopy(bytes, other, bytes, one, block);
                System.arraycopy(kept, 0, bytes, other, block);
            }
            case DELETE -> Files.delete(file);
        }
        if (kind != Kind.DELETE) {
            Files.write(file, bytes);
        }
        return new Done(kind == Kind.DELETE, kind + " " + file.getFileName() + " at " + at + " of " + size);
    }

    /** Returns an offset in a sector that is not all zeros, so that room that was set aside is not what is damaged. */
    private static int used(byte[] bytes, SplittableRandom random) {
        int at = 0;
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            at = random.nextInt(bytes.length);
            int from = at / SECTOR * SECTOR;
            int to = Math.min(bytes.length, from + SECTOR);
            if (!Arrays.equals(Arrays.copyOfRange(bytes, from, to), new byte[to - from])) {
                return at;
            }
        }
        return at;
    }
}
