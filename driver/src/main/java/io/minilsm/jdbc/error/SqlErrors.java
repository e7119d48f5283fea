package io.minilsm.jdbc.error;

import io.minilsm.api.ConflictException;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.OptionsConflictException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StoreLockedException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.api.StoreReadOnlyException;
import java.io.IOException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

/** Makes the driver's exceptions, and translates the engine's once. Stateless. */
public final class SqlErrors {
    private SqlErrors() {}

    /** Returns the exception of the class that belongs to the state. */
    public static SQLException of(SqlState state, String message) {
        return of(state, message, null);
    }

    /** Returns the exception of the class that belongs to the state, with its cause. */
    public static SQLException of(SqlState state, String message, Throwable cause) {
        String code = state.code();
        return switch (state.kind()) {
            case GENERAL -> new SQLException(message, code, cause);
            case CONNECTION -> new SQLNonTransientConnectionException(message, code, cause);
            case CONNECTION_TRANSIENT -> new SQLTransientConnectionException(message, code, cause);
            case UNSUPPORTED -> new SQLFeatureNotSupportedException(message, code, cause);
            case DATA -> new SQLDataException(message, code, cause);
            case INTEGRITY -> new SQLIntegrityConstraintViolationException(message, code, cause);
            case ROLLBACK -> new SQLTransactionRollbackException(message, code, cause);
            case SYNTAX -> new SQLSyntaxErrorException(message, code, cause);
            case NON_TRANSIENT -> new SQLNonTransientException(message, code, cause);
            case TIMEOUT -> new SQLTimeoutException(message, code, cause);
        };
    }

    /** Returns the refusal of a JDBC method or feature. */
    public static SQLException notSupported(String what) {
        return of(SqlState.NOT_SUPPORTED, "not supported: " + what);
    }

    /** Translates what the engine threw while a statement, commit or fetch ran. */
    public static SQLException translate(Exception thrown) {
        if (thrown instanceof SQLException already) {
            return already;
        }
        return of(stateOf(thrown), messageOf(thrown), thrown);
    }

    /** Translates what the engine threw while the store was opened. */
    public static SQLException translateOpen(String url, Exception thrown) {
        if (thrown instanceof SQLException already) {
            return already;
        }
        SqlState state = stateOf(thrown);
        if (state == SqlState.IO_ERROR || state == SqlState.BAD_ARGUMENT || state == SqlState.READ_ONLY) {
            state = SqlState.CANNOT_CONNECT;
        }
        return of(state, "cannot open the store: url=" + url + ": " + messageOf(thrown), thrown);
    }

    private static SqlState stateOf(Exception thrown) {
        if (thrown instanceof CorruptionException) {
            return SqlState.CORRUPTION;
        } else if (thrown instanceof ConflictException) {
            return SqlState.CONFLICT;
        } else if (thrown instanceof StoreClosedException) {
            return SqlState.CONNECTION_CLOSED;
        } else if (thrown instanceof StorePoisonedException) {
            return SqlState.OUTCOME_UNKNOWN;
        } else if (thrown instanceof StoreReadOnlyException) {
            return SqlState.READ_ONLY;
        } else if (thrown instanceof DiskFullException) {
            return SqlState.DISK_FULL;
        } else if (thrown instanceof StoreLockedException) {
            return SqlState.STORE_LOCKED;
        } else if (thrown instanceof NotAStoreException
                || thrown instanceof FormatVersionException
                || thrown instanceof OptionsConflictException) {
            return SqlState.CANNOT_CONNECT;
        } else if (thrown instanceof IOException) {
            return SqlState.IO_ERROR;
        }
        return SqlState.BAD_ARGUMENT;
    }

    private static String messageOf(Exception thrown) {
        String message = thrown.getMessage();
        boolean bare = message == null || thrown.getClass().getPackageName().startsWith("java.");
        return bare ? thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message) : message;
    }
}
