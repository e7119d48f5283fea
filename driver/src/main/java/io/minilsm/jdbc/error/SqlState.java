package io.minilsm.jdbc.error;

/**
 * Every SQLState that the driver gives, with the exception class that carries it: the one place where they are chosen.
 * Codes are those of the SQL standard and, where it has none, PostgreSQL's.
 */
public enum SqlState {
    /** A request was met in a weaker form, such as a scrollable result set. */
    DOWNGRADED("01000", Kind.GENERAL, "warning: a request was met in another form"),
    /** The connection attempt failed: path, options, not a store, a newer format. */
    CANNOT_CONNECT("08001", Kind.CONNECTION, "the store cannot be opened"),
    /** Another process has the store open. */
    STORE_LOCKED("08001", Kind.CONNECTION_TRANSIENT, "another process has the store open; its process id is named"),
    /** The connection, or the store under it, is closed. */
    CONNECTION_CLOSED("08003", Kind.CONNECTION, "the connection, or the store under it, is closed"),
    /** The outcome of a commit is unknown: a write or force failed. */
    OUTCOME_UNKNOWN("08007", Kind.CONNECTION, "a write or force failed: the outcome of the commit is unknown"),
    /** Not supported. */
    NOT_SUPPORTED("0A000", Kind.UNSUPPORTED, "the SQL or JDBC feature is not supported"),
    /** The value is longer than a key or value may be. */
    TOO_LONG("22001", Kind.DATA, "a key or value is too long"),
    /** A number does not fit the type. */
    NUMBER_OUT_OF_RANGE("22003", Kind.DATA, "a number does not fit the type"),
    /** Text is not a date or time. */
    BAD_DATETIME("22007", Kind.DATA, "text is not a date, time or timestamp"),
    /** Division by zero. */
    DIVISION_BY_ZERO("22012", Kind.DATA, "division by zero"),
    /** A value cannot be converted. */
    BAD_CONVERSION("22018", Kind.DATA, "a value cannot be converted to the type asked for"),
    /** Text that is not text: a lone surrogate, bytes that are not UTF-8. */
    NOT_TEXT("22021", Kind.DATA, "a lone surrogate in a string, or bytes that are not UTF-8 read as text"),
    /** An argument out of range. */
    BAD_ARGUMENT("22023", Kind.DATA, "an argument of a call or statement is out of range"),
    /** NULL where a key or value is needed. */
    NOT_NULL("23502", Kind.INTEGRITY, "NULL as key or value"),
    /** The key exists already. */
    DUPLICATE_KEY("23505", Kind.INTEGRITY, "INSERT of a key that exists"),
    /** The key is empty. */
    EMPTY_KEY("23514", Kind.INTEGRITY, "the key is empty"),
    /** The result set is closed or not on a row. */
    BAD_CURSOR_STATE("24000", Kind.GENERAL, "the result set is closed or not on a row"),
    /** Not possible within a transaction. */
    ACTIVE_TRANSACTION("25001", Kind.GENERAL, "not possible while a transaction is active"),
    /** A write on a read-only connection or store. */
    READ_ONLY("25006", Kind.GENERAL, "a write on a read-only connection or store"),
    /** There is no transaction to end: auto-commit is on. */
    NO_TRANSACTION("25P01", Kind.GENERAL, "commit, rollback or savepoint while auto-commit is on"),
    /** No such savepoint. */
    BAD_SAVEPOINT("3B001", Kind.GENERAL, "the savepoint is not of this transaction, or was released"),
    /** Another transaction changed the same rows. Run the transaction again. */
    CONFLICT("40001", Kind.ROLLBACK, "another transaction changed the same keys first: run the transaction again"),
    /** The statement cannot be parsed. */
    SYNTAX_ERROR("42601", Kind.SYNTAX, "the statement cannot be parsed; line, column and place are in the message"),
    /** No such column. */
    NO_SUCH_COLUMN("42703", Kind.SYNTAX, "no such column"),
    /** No such table. */
    NO_SUCH_TABLE("42P01", Kind.SYNTAX, "no such table"),
    /** A table of that name exists. */
    DUPLICATE_TABLE("42P07", Kind.SYNTAX, "CREATE TABLE of a table that exists"),
    /** A parameter was not set, or there is no such parameter. */
    BAD_PARAMETER("07001", Kind.SYNTAX, "a parameter is not set, or there is no such parameter"),
    /** The device is full. */
    DISK_FULL("53100", Kind.NON_TRANSIENT, "the device is full; nothing acknowledged is lost"),
    /** The transaction holds more than it may. */
    TRANSACTION_TOO_LARGE("53200", Kind.NON_TRANSIENT, "the transaction holds more bytes than `transactionBytes`"),
    /** A sort needs more than it may. */
    SORT_TOO_LARGE("53200", Kind.NON_TRANSIENT, "ORDER BY, GROUP BY or DISTINCT needs more bytes than `sortBytes`"),
    /** The statement is longer or deeper than is allowed. */
    TOO_COMPLEX("54001", Kind.SYNTAX, "the statement is too long, too deep, or has too many parameters"),
    /** The object is closed or in another state. */
    BAD_STATE("55000", Kind.GENERAL, "the statement is closed, or the call does not fit its state"),
    /** Cancelled. */
    CANCELLED("57014", Kind.GENERAL, "the statement was cancelled"),
    /** Ran longer than its timeout. */
    TIMED_OUT("57014", Kind.TIMEOUT, "the statement ran longer than its query timeout"),
    /** The disk could not be read or written. */
    IO_ERROR("58030", Kind.NON_TRANSIENT, "the disk could not be read or written"),
    /** Stored bytes are damaged. The message names file and offset. */
    CORRUPTION("XX001", Kind.NON_TRANSIENT, "stored bytes are damaged; file and offset are named");

    /** The exception class that carries a state. */
    enum Kind {
        GENERAL,
        CONNECTION,
        CONNECTION_TRANSIENT,
        UNSUPPORTED,
        DATA,
        INTEGRITY,
        ROLLBACK,
        SYNTAX,
        NON_TRANSIENT,
        TIMEOUT
    }

    private final String code;
    private final Kind kind;
    private final String meaning;

    SqlState(String code, Kind kind, String meaning) {
        this.code = code;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Returns the five characters. */
    public String code() {
        return code;
    }

    /** Returns what the state means, as it stands in the documentation. */
    public String meaning() {
        return meaning;
    }

    Kind kind() {
        return kind;
    }
}
