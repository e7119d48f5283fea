package io.minilsm.jdbc.plan;

import java.io.IOException;

/** A row of the table. Arrays are not to be changed by who reads them. */
public interface Row {
    /** Returns the key. */
    byte[] key() throws IOException;

    /** Returns the value. */
    byte[] value() throws IOException;

    /** Returns a row of these bytes. */
    static Row of(byte[] key, byte[] value) {
        return new Row() {
            @Override
            public byte[] key() {
                return key;
            }

            @Override
            public byte[] value() {
                return value;
            }
        };
    }
}
