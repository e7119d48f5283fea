package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;

/** Values of a statement's parameters. Not to be changed while a statement runs with them. */
public final class Bindings {
    /** Of a statement without parameters. */
    public static final Bindings NONE = new Bindings(0);

    private final Object[] values;
    private final boolean[] set;

    /** Makes bindings in which no parameter is set. */
    public Bindings(int count) {
        values = new Object[count];
        set = new boolean[count];
    }

    private Bindings(Bindings other) {
        values = other.values.clone();
        set = other.set.clone();
    }

    /** Returns a copy that later changes here do not touch. */
    public Bindings copy() {
        return values.length == 0 ? this : new Bindings(this);
    }

    /** Returns the number of parameters. */
    public int count() {
        return values.length;
    }

    /** Sets a parameter; the first has index 0. */
    public void set(int index, Object value) {
        values[index] = value;
        set[index] = true;
    }

    /** Forgets all values. */
    public void clear() {
        for (int i = 0; i < values.length; i++) {
            values[i] = null;
            set[i] = false;
        }
    }

    /** Throws unless every parameter is set. */
    public void requireComplete() throws SQLException {
        for (int i = 0; i < set.length; i++) {
            if (!set[i]) {
                throw SqlErrors.of(
                        SqlState.BAD_PARAMETER,
                        "parameter not set: index=" + (i + 1) + ", the statement has " + set.length);
            }
        }
    }

    Object value(int index) {
        return values[index];
    }
}
