package io.minilsm.cli.torture;

/** The store broke its promise: it holds what it must not hold, or lacks what it must hold. */
public final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** How the promise was broken. */
    public enum Kind {
        /** An acknowledged write is not there. */
        LOST("an acknowledged write is lost"),
        /** A lane holds what it held after none of its steps: a torn batch, a wrong value, a delete undone. */
        TORN("what is there is not what was written"),
        /** A write is there, and one that was ordered before it is not. */
        HOLE("a hole in the order of writes"),
        /** Two ways of reading give two answers. */
        READ("reads contradict each other"),
        /** Verify finds damage. */
        DAMAGE("verify finds damage"),
        /** The store cannot be opened or read. */
        UNREADABLE("the store cannot be read"),
        /** The writer could not open the store, or could not write to it. */
        WRITER("the writer failed");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }
    }

    Violation(Kind kind, String detail) {
        super(kind.sentence + ": " + detail);
        this.kind = kind;
    }

    /** The same, with where and how to repeat it. */
    Violation(Violation found, String where) {
        super(found.getMessage() + "; " + where, found);
        kind = found.kind;
    }

    Violation(Kind kind, String detail, Throwable cause) {
        super(kind.sentence + ": " + detail, cause);
        this.kind = kind;
    }

    /** Returns how the promise was broken. */
    public Kind kind() {
        return kind;
    }
}
