package io.minilsm.it.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one input, read from the front: switches first, then the data. Behind the end all is zero or empty. */
final class FuzzInput {
    private final byte[] bytes;
    private int at;

    FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the next byte, unsigned. */
    int next() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }

    /** Returns the next two bytes as a number, high byte first. */
    int nextShort() {
        int high = next();
        return high << 8 | next();
    }

    /** Returns the next bytes, at most that many. */
    byte[] take(int count) {
        int from = at;
        at = Math.min(bytes.length, at + count);
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** Returns the bytes up to the next zero byte, and steps over it. */
    byte[] field() {
        int from = at;
        while (at < bytes.length && bytes[at] != 0) {
            at++;
        }
        byte[] field = Arrays.copyOfRange(bytes, from, at);
        at = Math.min(bytes.length, at + 1);
        return field;
    }

    byte[] rest() {
        return take(bytes.length - at);
    }

    /** Returns text; what is no UTF-8 is read as a lone surrogate, so that bad text is among it. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('\uFFFD', '\uD800');
    }
}
