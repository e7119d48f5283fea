package io.minilsm.bench.workload;

import java.nio.charset.StandardCharsets;

/** How a number becomes a key. Both keep the numbers' order. */
public enum KeyShape {
    /** 16 decimal digits with leading zeros. */
    DECIMAL("", 16),
    /** A long prefix that all keys share, then 12 digits. */
    PREFIX("tenant/0042/user/", 12);

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
        long rest = number;
        for (int i = target.length - 1; i >= prefix.length; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
