package io.minilsm.bench.workload;

import java.nio.charset.StandardCharsets;

/** How a number becomes a key. Both keep the numbers' order. */
public enum KeyShape {
    /** 16 decimal digits with leading zeros. */
    DECIMAL("", 16),
    /** A long prefix that all keys share, then 12 digits. */
    PREFIX("tenant/0042/user/", 12);

    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];

    static {
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private final byte[] prefix;
    private final int digits;

    KeyShape(String prefix, int digits) {
        this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
        this.digits = digits;
    }

    /** Returns the length of every key. */
    public int keyBytes() {
        return prefix.length + digits;
    }

    /** Writes the key of the number, which is not negative, into an array of that length. */
    public void write(long number, byte[] target) {
        System.arraycopy(prefix, 0, target, 0, prefix.length);
        int at = target.length;
        // Two digits at a time, of ints: what the measuring itself costs is to be small.
        long rest = number;
        while (rest > Integer.MAX_VALUE) {
            target[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        int small = (int) rest;
        while (at - prefix.length >= 2) {
            int pair = small % 100;
            small /= 100;
            target[--at] = ONES[pair];
            target[--at] = TENS[pair];
        }
        if (at > prefix.length) {
            target[--at] = (byte) ('0' + small % 10);
        }
    }
}
