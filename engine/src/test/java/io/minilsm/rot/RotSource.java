package io.minilsm.rot;

import io.minilsm.internal.format.FileName;
import io.minilsm.rot.Pieces.Piece;
import io.minilsm.rot.Rot.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Lists the damages to a store: all of them, or a sample of each kind and file. For one thread. */
final class RotSource {
    private static final int SECTOR = 512;

    /** Most of a page or a segment is nothing but zeros, set aside: one of so many is turned in a short run. */
    private static final int ZEROS_PER_DAMAGE = 256;

    /** Damages of one kind to one file, by number. */
    private record Group(Kind kind, String file, long count, LongFunction<Rot> make) {
        boolean isOfBits() {
            return kind == Kind.BIT || kind == Kind.BIT_BEHIND_END;
        }

        long sampleSize(int perGroup) {
            return Math.min(count, (long) perGroup * kind.weight());
        }

        long countOfAll() {
            return kind == Kind.BIT_BEHIND_END ? count / Byte.SIZE : count;
        }
    }

    private final StoreImage image;
    private final Pieces pieces;
    private final SplittableRandom random;
    private final List<Group> groups = new ArrayList<>();

    RotSource(StoreImage image, Pieces pieces, long seed) {
        this.image = image;
        this.pieces = pieces;
        random = new SplittableRandom(seed);
        for (String file : new TreeSet<>(image.files().keySet())) {
            if (!file.equals(FileName.LOCK)) {
                addBytes(file);
                addSectors(file);
                addPieces(file);
                addWhole(file);
            }
        }
        groups.removeIf(group -> group.count() <= 0);
    }

    /** Hands out at most {@code perGroup} times its weight of each group, spread evenly; all where there are fewer. */
    void sample(int perGroup, Consumer<Rot> consumer) {
        groups.forEach(group -> spread(group, group.sampleSize(perGroup), consumer));
    }

    /** Returns how many damages a sample has. */
    long sampleSize(int perGroup) {
        return groups.stream().mapToLong(group -> group.sampleSize(perGroup)).sum();
    }

    /** Hands out one random bit of each byte that is not zero, and of some zeros, of each file. */
    void eachByte(Consumer<Rot> consumer) {
        for (Group group : groups) {
            int first = group.kind() == Kind.BIT_BEHIND_END ? pieces.usedBytes(group.file()) : 0;
            long bytes = group.isOfBits() ? group.count() / Byte.SIZE : 0;
            for (long i = 0; i < bytes; i++) {
                if (bytes(group.file())[first + (int) i] != 0 || i % ZEROS_PER_DAMAGE == 0) {
                    consumer.accept(group.make().apply(i * Byte.SIZE + random.nextInt(Byte.SIZE)));
                }
            }
        }
    }

    /** Hands out all there are; but where a file means nothing, of each byte one random bit. */
    void all(Consumer<Rot> consumer) {
        groups.forEach(group -> spread(group, group.countOfAll(), consumer));
    }

    /** Returns how many damages {@link #all} hands out. */
    long sizeOfAll() {
        return groups.stream().mapToLong(Group::countOfAll).sum();
    }

    private void spread(Group group, long wanted, Consumer<Rot> consumer) {
        for (long k = 0; k < wanted; k++) {
            long from = group.count() * k / wanted;
            long to = group.count() * (k + 1) / wanted;
            consumer.accept(group.make().apply(from + random.nextLong(to - from)));
        }
    }

    private byte[] bytes(String file) {
        return image.files().get(file);
    }

    private void addBytes(String file) {
        int size = bytes(file).length;
        int used = pieces.usedBytes(file);
        groups.add(new Group(Kind.BIT, file, 8L * used, i -> flip(Kind.BIT, file, (int) (i / 8), (int) (i % 8))));
        groups.add(new Group(
                Kind.BIT_BEHIND_END,
                file,
                8L * (size - used),
                i -> flip(Kind.BIT_BEHIND_END, file, used + (int) (i / 8), (int) (i % 8))));
        groups.add(new Group(Kind.CUT, file, size, i -> of(
                Kind.CUT, file, "length=" + i + " of " + size, Arrays.copyOf(bytes(file), (int) i))));
        groups.add(new Group(Kind.LENGTHENED, file, 3, i -> lengthen(file, i)));
    }

    private void addSectors(String file) {
        int sectors = (bytes(file).length + SECTOR - 1) / SECTOR;
        int used = (pieces.usedBytes(file) + SECTOR - 1) / SECTOR;
        groups.add(new Group(Kind.ZEROED_SECTOR, file, used, i -> sector(Kind.ZEROED_SECTOR, file, (int) i, null)));
        groups.add(new Group(Kind.GARBAGE_SECTOR, file, used, i -> {
            byte[] garbage = new byte[SECTOR];
            random.nextBytes(garbage);
            return sector(Kind.GARBAGE_SECTOR, file, (int) i, garbage);
        }));
        groups.add(new Group(Kind.SECTORS_SWAPPED, file, used < 2 ? 0 : (long) used * used, i -> {
            int one = (int) (i / used);
            int other = (int) (i % used);
            return swap(Kind.SECTORS_SWAPPED, sectorPiece(file, one), sectorPiece(file, other));
        }));
        List<String> others = new ArrayList<>(new TreeSet<>(image.files().keySet()));
        others.removeIf(other -> other.equals(file) || bytes(other).length == 0);
        groups.add(new Group(Kind.SECTOR_FROM_OTHER_FILE, file, (long) used * sectors, i -> {
            String other = others.get(random.nextInt(others.size()));
            int otherUsed = Math.max(1, pieces.usedBytes(other) / SECTOR);
            Piece from = sectorPiece(other, random.nextInt(otherUsed));
            return swap(Kind.SECTOR_FROM_OTHER_FILE, sectorPiece(file, (int) (i % used)), from);
        }));
    }

    private void addPieces(String file) {
        List<Piece> own = pieces.of(file);
        groups.add(new Group(Kind.PIECES_SWAPPED, file, own.size() < 2 ? 0 : (long) own.size() * own.size(), i -> swap(
                Kind.PIECES_SWAPPED, own.get((int) (i / own.size())), own.get((int) (i % own.size())))));
        List<Piece> others = new ArrayList<>();
        for (String other : image.files().keySet()) {
            if (!other.equals(file) && kind(other) == kind(file)) {
                others.addAll(pieces.of(other));
            }
        }
        groups.add(new Group(Kind.PIECE_FROM_OTHER_FILE, file, (long) own.size() * others.size(), i -> {
            Piece one = own.get((int) (i % own.size()));
            // One of the same length, if there is one, leaves everything else in its place.
            List<Piece> alike =
                    others.stream().filter(other -> other.length() == one.length()).toList();
            List<Piece> from = alike.isEmpty() ? others : alike;
            return swap(Kind.PIECE_FROM_OTHER_FILE, one, from.get(random.nextInt(from.size())));
        }));
    }

    private void addWhole(String file) {
        List<byte[]> copies = image.olderCopies().getOrDefault(file, List.of());
        groups.add(new Group(Kind.OLDER_COPY, file, copies.size(), i -> of(
                Kind.OLDER_COPY, file, "copy " + i + " of " + copies.size(), copies.get((int) i))));
        byte[] twin = image.twin().get(file);
        groups.add(new Group(Kind.TWIN_FILE, file, twin == null ? 0 : 1, i -> of(Kind.TWIN_FILE, file, "", twin)));
        groups.add(new Group(Kind.DELETED, file, 1, i -> of(Kind.DELETED, file, "", null)));
        List<String> alike = image.files().keySet().stream()
                .filter(other -> other.compareTo(file) > 0 && kind(other) == kind(file))
                .sorted()
                .toList();
        groups.add(new Group(Kind.EXCHANGED, file, alike.size(), i -> {
            String other = alike.get((int) i);
            return new Rot(Kind.EXCHANGED, file, "with " + other, Map.of(file, bytes(other), other, bytes(file)));
        }));
    }

    /** Returns what kind of file it is, as a letter: W log, T table, M manifest, C superblock, O owner. */
    static char kind(String file) {
        if (FileName.walNumber(file).isPresent()) {
            return 'W';
        }
        return FileName.tableNumber(file).isPresent() ? 'T' : file.charAt(0);
    }

    private Rot flip(Kind kind, String file, int at, int bit) {
        byte[] damaged = bytes(file).clone();
        damaged[at] ^= (byte) (1 << bit);
        return of(kind, file, "offset=" + at + ", bit=" + bit, damaged);
    }

    private Rot lengthen(String file, long i) {
        int size = bytes(file).length;
        byte[] damaged = Arrays.copyOf(bytes(file), size + (i == 0 ? 1 : 4096));
        if (i == 2) {
            System.arraycopy(bytes(file), 0, damaged, size, Math.min(size, 4096));
        }
        String what = "by=" + (damaged.length - size) + (i == 2 ? ", own bytes" : ", zeros");
        return of(Kind.LENGTHENED, file, what, damaged);
    }

    private Rot sector(Kind kind, String file, int sector, byte[] contentOrNull) {
        byte[] damaged = bytes(file).clone();
        int from = sector * SECTOR;
        int to = Math.min(damaged.length, from + SECTOR);
        if (contentOrNull == null) {
            Arrays.fill(damaged, from, to, (byte) 0);
        } else {
            System.arraycopy(contentOrNull, 0, damaged, from, to - from);
        }
        return of(kind, file, "sector=" + sector, damaged);
    }

    private Piece sectorPiece(String file, int sector) {
        int from = sector * SECTOR;
        return new Piece(file, from, Math.min(SECTOR, bytes(file).length - from));
    }

    private Rot swap(Kind kind, Piece one, Piece other) {
        String what = one + " with " + other;
        if (!one.file().equals(other.file())) {
            return new Rot(kind, one.file(), what, Map.of(
                    one.file(), replace(one, other), other.file(), replace(other, one)));
        }
        Piece first = one.offset() < other.offset() ? one : other;
        Piece second = first == one ? other : one;
        byte[] whole = bytes(one.file());
        if (first.offset() == second.offset()) {
            return of(kind, one.file(), "nothing", whole);
        }
        byte[] damaged = whole.clone();
        int at = first.offset();
        System.arraycopy(whole, second.offset(), damaged, at, second.length());
        at += second.length();
        int between = first.offset() + first.length();
        System.arraycopy(whole, between, damaged, at, second.offset() - between);
        at += second.offset() - between;
        System.arraycopy(whole, first.offset(), damaged, at, first.length());
        return of(kind, one.file(), what, damaged);
    }

    /** Returns the file of {@code hole} with {@code filling} in the place of it, cut or not to the length. */
    private byte[] replace(Piece hole, Piece filling) {
        byte[] damaged = bytes(hole.file()).clone();
        int length = Math.min(hole.length(), filling.length());
        System.arraycopy(bytes(filling.file()), filling.offset(), damaged, hole.offset(), length);
        return damaged;
    }

    private static Rot of(Kind kind, String file, String what, byte[] damaged) {
        Map<String, byte[]> changed = new HashMap<>();
        changed.put(file, damaged);
        return new Rot(kind, file, what, changed);
    }
}
