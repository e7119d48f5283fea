package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.util.List;

/**
 * An estimate, on the bad side, of how much of the tables' bytes is overwritten or deleted. Immutable.
 *
 * <p>Every entry above the last level is taken to kill one in it, of the average size in the table where its key lies,
 * and every sorted run above it to hold the same keys. What is overwritten within one table is not known here; flush
 * and compaction leave there only what a snapshot needs.
 */
final class SpaceEstimate {
    private static final int LAST_LEVEL = Version.LEVELS - 1;

    private final List<TableMetadata> last;

    /** By table of the last level: the number of entries above it that have their keys there. */
    private final double[] killers;

    private final double totalBytes;
    private final double liveBytes;

    SpaceEstimate(Version version) {
        last = version.level(LAST_LEVEL);
        killers = new double[last.size()];
        double upperBytes = 0;
        double largestRunPutBytes = 0;
        for (int level = 0; level < LAST_LEVEL; level++) {
            double levelPutBytes = 0;
            for (TableMetadata table : version.level(level)) {
                double putBytes = putBytes(table);
                upperBytes += table.sizeBytes();
                levelPutBytes = level == 0 ? Math.max(levelPutBytes, putBytes) : levelPutBytes + putBytes;
                spread(table);
            }
            largestRunPutBytes = Math.max(largestRunPutBytes, levelPutBytes);
        }
        double lastBytes = 0;
        double survivingBytes = 0;
        for (int i = 0; i < killers.length; i++) {
            TableMetadata table = last.get(i);
            double killedShare = table.entries() == 0 ? 0 : Math.min(1, killers[i] / table.entries());
            lastBytes += table.sizeBytes();
            survivingBytes += table.sizeBytes() * (1 - killedShare);
        }
        totalBytes = upperBytes + lastBytes;
        liveBytes = survivingBytes + largestRunPutBytes;
    }

    /** Returns whether all bytes may be more than so many times the live ones. */
    boolean mayExceed(double ratio) {
        return totalBytes > ratio * liveBytes;
    }

    /** Spreads the entries of an upper table over the tables of the last level that it meets, as these have entries. */
    private void spread(TableMetadata upper) {
        int first = firstMeeting(upper);
        int end = first;
        double entries = 0;
        while (end < killers.length && last.get(end).overlaps(null, upper.largestKey())) {
            entries += last.get(end++).entries();
        }
        for (int i = first; i < end && entries > 0; i++) {
            killers[i] += upper.entries() * (last.get(i).entries() / entries);
        }
    }

    private int firstMeeting(TableMetadata upper) {
        int from = 0;
        int to = killers.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (last.get(middle).overlaps(upper.smallestKey(), null)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    private static double putBytes(TableMetadata table) {
        return table.entries() == 0
                ? 0
                : (double) table.sizeBytes() * (table.entries() - table.deletes()) / table.entries();
    }
}
