package io.minilsm.cli.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How bytes are written and read as text on the command line. */
public enum Notation {
    /**
     * UTF-8. A key shows bytes that are no printable text as {@code \xNN} and a backslash as {@code \\}, and is read
     * the same way, so that what is printed can be typed. A value is shown as it is if all of it is printable, else
     * like a key, and is read literally.
     */
    TEXT,

    /** Two hexadecimal digits per byte, both ways. */
    HEX;

    private static final HexFormat DIGITS = HexFormat.of();

    /** Returns the key as text. */
    public String key(byte[] bytes) {
        return this == HEX ? DIGITS.formatHex(bytes) : escaped(bytes);
    }

    /** Returns the value as text on one line. */
    public String value(byte[] bytes) {
        if (this == HEX) {
            return DIGITS.formatHex(bytes);
        }
        String text = textOrNull(bytes);
        return text != null && text.codePoints().allMatch(Notation::isPrintable) ? text : escaped(bytes);
    }

    /** Returns the key that the text stands for. */
    public byte[] parseKey(String text) {
        return this == HEX ? parseHex(text) : unescaped(text);
    }

    /** Returns the value that the text stands for. */
    public byte[] parseValue(String text) {
        return this == HEX ? parseHex(text) : utf8(text);
    }

    /** Returns the bytes decoded as UTF-8; null if they are none. */
    public static String textOrNull(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Returns the bytes as hexadecimal digits. */
    public static String hex(byte[] bytes) {
        return DIGITS.formatHex(bytes);
    }

    private static byte[] parseHex(String text) {
        try {
            return DIGITS.parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not hexadecimal: actual=" + text + ", expected=two digits 0-9 a-f per byte", e);
        }
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        String whole = textOrNull(bytes);
        if (whole != null) {
            whole.codePoints().forEach(codePoint -> appendEscaped(text, codePoint));
            return text.toString();
        }
        // Not UTF-8 as a whole: each byte for itself, so that no broken sequence is hidden.
        for (byte b : bytes) {
            int value = b & 0xFF;
            if (value < 0x80) {
                appendEscaped(text, value);
            } else {
                appendByte(text, value);
            }
        }
        return text.toString();
    }

    private static void appendEscaped(StringBuilder text, int codePoint) {
        if (codePoint == '\\') {
            text.append("\\\\");
        } else if (isPrintable(codePoint)) {
            text.appendCodePoint(codePoint);
        } else {
            for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                appendByte(text, b & 0xFF);
            }
        }
    }

    private static void appendByte(StringBuilder text, int value) {
        text.append("\\x").append(DIGITS.toHexDigits((byte) value));
    }

    /** Returns the text in UTF-8; half a surrogate pair is refused, since it would become a question mark. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] encoded = new byte[bytes.remaining()];
            bytes.get(encoded);
            return encoded;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "not text: actual=half a surrogate pair, length=" + text.length() + ", expected=whole characters",
                    e);
        }
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (codePoint != '\\') {
                bytes.writeBytes(utf8(Character.toString(codePoint)));
                at += Character.charCount(codePoint);
            } else if (text.startsWith("\\\\", at)) {
                bytes.write('\\');
                at += 2;
            } else if (at + 4 <= text.length() && text.charAt(at + 1) == 'x') {
                bytes.writeBytes(parseHex(text.substring(at + 2, at + 4)));
                at += 4;
            } else {
                throw new IllegalArgumentException("bad escape in key: position=" + at + ", actual="
                        + text.substring(at, Math.min(text.length(), at + 4)) + ", expected=\\xNN or \\\\");
            }
        }
        return bytes.toByteArray();
    }
}
