package io.minilsm.jdbc;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.sql.SqlLimits;

/** Limits: 0 where there is none. */
abstract class MetaDataLimits extends MetaDataTraits {
    @Override
    public int getMaxBinaryLiteralLength() {
        return SqlLimits.MAX_STATEMENT_CHARS;
    }

    @Override
    public int getMaxCatalogNameLength() {
        return 0;
    }

    @Override
    public int getMaxCharLiteralLength() {
        return SqlLimits.MAX_STATEMENT_CHARS;
    }

    @Override
    public int getMaxColumnNameLength() {
        return 0;
    }

    @Override
    public int getMaxColumnsInGroupBy() {
        return 0;
    }

    @Override
    public int getMaxColumnsInIndex() {
        return 1;
    }

    @Override
    public int getMaxColumnsInOrderBy() {
        return 0;
    }

    @Override
    public int getMaxColumnsInSelect() {
        return 1000;
    }

    @Override
    public int getMaxColumnsInTable() {
        return 2;
    }

    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public int getMaxCursorNameLength() {
        return 0;
    }

    @Override
    public int getMaxIndexLength() {
        return WriteBatch.MAX_KEY_BYTES;
    }

    @Override
    public int getMaxProcedureNameLength() {
        return 0;
    }

    @Override
    public int getMaxRowSize() {
        return WriteBatch.MAX_VALUE_BYTES + WriteBatch.MAX_KEY_BYTES;
    }

    @Override
    public int getMaxSchemaNameLength() {
        return 0;
    }

    @Override
    public int getMaxStatementLength() {
        return SqlLimits.MAX_STATEMENT_CHARS;
    }

    @Override
    public int getMaxStatements() {
        return 0;
    }

    @Override
    public int getMaxTableNameLength() {
        return 0;
    }

    @Override
    public int getMaxTablesInSelect() {
        return 1;
    }

    @Override
    public int getMaxUserNameLength() {
        return 0;
    }
}
