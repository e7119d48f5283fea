package io.minilsm.bench.workload;

import java.util.Random;

/**
 * Entries drawn by a Zipf distribution, the popular ones scattered over all keys, drawn in advance so that drawing
 * costs the measured thread nothing. Immutable.
 *
 * <p>The method of Gray and others, "Quickly generating billion-record synthetic databases" (SIGMOD 1994), with the
 * constant that YCSB uses.
 */
final class Zipfian {
    private static final double THETA = 0.99;
    private static final int DRAWS = 1 << 20;

    private final int[] drawn = new int[DRAWS];

    Zipfian(DataSet data, long seed) {
        int entries = data.entries();
        double zeta = 0;
        for (int i = 1; i <= entries; i++) {
            zeta += 1 / Math.pow(i, THETA);
        }
        double alpha = 1 / (1 - THETA);
        double second = 1 + Math.pow(0.5, THETA);
        double eta = (1 - Math.pow(2.0 / entries, 1 - THETA)) / (1 - second / zeta);
        Random random = new Random(seed);
        for (int i = 0; i < DRAWS; i++) {
            double uniform = random.nextDouble();
            double scaled = uniform * zeta;
            int rank;
            if (scaled < 1) {
                rank = 0;
            } else if (scaled < second) {
                rank = 1;
            } else {
                rank = (int) (entries * Math.pow(eta * uniform - eta + 1, alpha));
            }
            drawn[i] = data.shuffled(Math.min(entries - 1, rank));
        }
    }

    /** Returns the number-th entry drawn; after many the same ones come again. */
    int at(int number) {
        return drawn[number & (DRAWS - 1)];
    }
}
