package io.minilsm.camel;

import io.minilsm.api.Store;
import java.io.Closeable;

/** A counted share in an open store. Thread-safe; closing it twice is harmless. */
interface StoreLease extends Closeable {
    /** Returns the store; not to be closed but through {@link #close()}. */
    Store store();
}
