package io.minilsm.jdbc;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.plan.LikePattern;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableColumn;
import io.minilsm.jdbc.sql.TableNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Describes the database: one schema, the table KV and those that were made. Plain answers are in classes above. */
final class JdbcDatabaseMetaData extends MetaDataNothing implements Unwrapping {
    private static final String PRODUCT = "MiniLSM";
    private static final String VERSION = Driver.MAJOR + "." + Driver.MINOR + ".0";
    private static final String SCHEMA = TableNames.SCHEMA;
    private final JdbcConnection connection;

    JdbcDatabaseMetaData(JdbcConnection connection) {
        this.connection = connection;
    }

    // -- tables

    /** A null pattern matches all; escape is {@link #getSearchStringEscape()}; case does not matter. */
    private static boolean matches(String pattern, String name) throws SQLException {
        return pattern == null
                || LikePattern.of(pattern.toUpperCase(Locale.ROOT), "\\").matches(SqlValues.encode(name));
    }

    /** Returns the tables whose names match, KV first, the others by name. */
    private List<Table> tables(String catalog, String schemaPattern, String tablePattern) throws SQLException {
        connection.requireOpen();
        if (catalog != null && !catalog.isEmpty() || !matches(schemaPattern, SCHEMA)) {
            return List.of();
        }
        List<Table> tables = new ArrayList<>();
        for (Table table : connection.allTables()) {
            if (matches(tablePattern, TableNames.folded(table.name()))) {
                tables.add(table);
            }
        }
        tables.sort(Comparator.comparing(Table::name));
        return tables;
    }

    /** Returns the table of that very name, in any case: here wildcards are none. Null stands for all. */
    private List<Table> named(String catalog, String schema, String name) throws SQLException {
        List<Table> named = new ArrayList<>(tables(catalog, null, null));
        boolean ours = schema == null || schema.isEmpty() || TableNames.isSameName(schema, SCHEMA);
        named.removeIf(table -> !ours || name != null && !TableNames.isSameName(table.name(), name));
        return named;
    }

    @Override
    public ResultSet getTables(String catalog, String schema, String table, String[] types) throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM"
                + " TYPE_NAME SELF_REFERENCING_COL_NAME REF_GENERATION");
        List<Object[]> rows = new ArrayList<>();
        if (types == null || Arrays.asList(types).contains("TABLE")) {
            for (Table each : tables(catalog, schema, table)) {
                String remarks = each.isPlain() ? "the store's plain keys and values" : "";
                rows.add(new Object[] {null, SCHEMA, each.name(), "TABLE", remarks});
            }
        }
        return shape.rows(rows);
    }

    @Override
    public ResultSet getColumns(String catalog, String schema, String table, String column) throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i TYPE_NAME"
                + " COLUMN_SIZE:i BUFFER_LENGTH:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS COLUMN_DEF"
                + " SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE"
                + " SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:i IS_AUTOINCREMENT IS_GENERATEDCOLUMN");
        List<Object[]> rows = new ArrayList<>();
        for (Table each : tables(catalog, schema, table)) {
            addColumn(rows, column, each, each.key());
            addColumn(rows, column, each, each.value());
        }
        return shape.rows(rows);
    }

    private static void addColumn(List<Object[]> rows, String pattern, Table table, TableColumn column)
            throws SQLException {
        if (!matches(pattern, TableNames.folded(column.name()))) {
            return;
        }
        SqlType type = column.type();
        boolean key = column == table.key();
        int size = size(table, column);
        Integer radix = type.isNumeric() ? 10 : null;
        Integer octets = type.isNumeric() ? null : (Integer) size;
        rows.add(new Object[] {
            null, SCHEMA, table.name(), column.name(), type.jdbcType(), type.sqlName(), size, null,
            type.isNumeric() ? 0 : null, radix, columnNoNulls, key ? "key; rows are in its order" : "value", null, null,
            null, octets, key ? 1 : 2, "NO", null, null, null, null, "NO", "NO"
        });
    }

    private static int size(Table table, TableColumn column) {
        return column.size(column == table.key() ? WriteBatch.MAX_KEY_BYTES : WriteBatch.MAX_VALUE_BYTES);
    }

    private static String keyName(Table table) {
        return table.name() + "_PK";
    }

    @Override
    public ResultSet getPrimaryKeys(String catalog, String schema, String table) throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:i PK_NAME");
        List<Object[]> rows = new ArrayList<>();
        for (Table each : named(catalog, schema, table)) {
            rows.add(new Object[] {null, SCHEMA, each.name(), each.key().name(), 1, keyName(each)});
        }
        return shape.rows(rows);
    }

    @Override
    public ResultSet getIndexInfo(String catalog, String schema, String table, boolean unique, boolean approximate)
            throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:b INDEX_QUALIFIER"
                + " INDEX_NAME TYPE:i ORDINAL_POSITION:i COLUMN_NAME ASC_OR_DESC CARDINALITY:i PAGES:i"
                + " FILTER_CONDITION");
        List<Object[]> rows = new ArrayList<>();
        for (Table each : named(catalog, schema, table)) {
            rows.add(new Object[] {
                null, SCHEMA, each.name(), false, null, keyName(each), (int) tableIndexClustered, 1,
                each.key().name(), "A", 0, 0, null
            });
        }
        return shape.rows(rows);
    }

    @Override
    public ResultSet getBestRowIdentifier(String catalog, String schema, String table, int scope, boolean nullable)
            throws SQLException {
        MetaDataShape shape = MetaDataShape.of("SCOPE:i COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i"
                + " BUFFER_LENGTH:i DECIMAL_DIGITS:i PSEUDO_COLUMN:i");
        List<Object[]> rows = new ArrayList<>();
        for (Table each : named(catalog, schema, table)) {
            TableColumn key = each.key();
            rows.add(new Object[] {
                bestRowSession, key.name(), key.type().jdbcType(), key.type().sqlName(), size(each, key), null, null,
                bestRowNotPseudo
            });
        }
        return shape.rows(rows);
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TYPE_NAME DATA_TYPE:i PRECISION:i LITERAL_PREFIX LITERAL_SUFFIX"
                + " CREATE_PARAMS NULLABLE:i CASE_SENSITIVE:b SEARCHABLE:i UNSIGNED_ATTRIBUTE:b FIXED_PREC_SCALE:b"
                + " AUTO_INCREMENT:b LOCAL_TYPE_NAME MINIMUM_SCALE:i MAXIMUM_SCALE:i SQL_DATA_TYPE:i"
                + " SQL_DATETIME_SUB:i NUM_PREC_RADIX:i");
        SqlType[] types = SqlType.values();
        Arrays.sort(types, Comparator.comparingInt(SqlType::jdbcType));
        List<Object[]> rows = new ArrayList<>();
        for (SqlType type : types) {
            if (type != SqlType.NULL) {
                boolean text = type == SqlType.VARCHAR;
                String prefix = text ? "'" : type == SqlType.VARBINARY ? "X'" : null;
                int precision = type.precision() > 0 ? type.precision() : WriteBatch.MAX_VALUE_BYTES;
                rows.add(new Object[] {
                    type.sqlName(), type.jdbcType(), precision, prefix, prefix == null ? null : "'", null,
                    typeNullable, text, typeSearchable, !type.isNumeric(), false, false, type.sqlName(),
                    0, 0, null, null, type.isNumeric() ? 10 : null
                });
            }
        }
        return shape.rows(rows);
    }

    @Override
    public ResultSet getTableTypes() throws SQLException {
        return MetaDataShape.of("TABLE_TYPE").rows(new Object[] {"TABLE"});
    }

    @Override
    public ResultSet getSchemas() throws SQLException {
        return getSchemas(null, null);
    }

    @Override
    public ResultSet getSchemas(String catalog, String schema) throws SQLException {
        MetaDataShape shape = MetaDataShape.of("TABLE_SCHEM TABLE_CATALOG");
        boolean ours = (catalog == null || catalog.isEmpty()) && matches(schema, SCHEMA);
        return ours ? shape.rows(new Object[] {SCHEMA, null}) : shape.rows();
    }

    // -- the product

    @Override
    public Connection getConnection() throws SQLException {
        connection.requireOpen();
        return connection;
    }

    @Override
    public String getURL() {
        return connection.url();
    }

    /** Users are ignored, so there is none. */
    @Override
    public String getUserName() {
        return "";
    }

    @Override
    public boolean isReadOnly() {
        return connection.isStoreReadOnly();
    }

    @Override
    public String getDatabaseProductName() {
        return PRODUCT;
    }

    @Override
    public String getDatabaseProductVersion() {
        return VERSION;
    }

    @Override
    public String getDriverName() {
        return PRODUCT + " JDBC Driver";
    }

    @Override
    public String getDriverVersion() {
        return VERSION;
    }

    @Override
    public int getDatabaseMajorVersion() {
        return Driver.MAJOR;
    }

    @Override
    public int getDatabaseMinorVersion() {
        return Driver.MINOR;
    }

    @Override
    public int getDriverMajorVersion() {
        return Driver.MAJOR;
    }

    @Override
    public int getDriverMinorVersion() {
        return Driver.MINOR;
    }

    @Override
    public int getJDBCMajorVersion() {
        return 4;
    }

    @Override
    public int getJDBCMinorVersion() {
        return 3;
    }

    @Override
    public int getSQLStateType() {
        return sqlStateSQL;
    }

    // -- words

    @Override
    public String getIdentifierQuoteString() {
        return "\"";
    }

    @Override
    public String getSQLKeywords() {
        return "EXPLAIN,IGNORE,LIMIT,OFFSET,REPLACE,UPSERT";
    }

    @Override
    public String getNumericFunctions() {
        return "ABS";
    }

    @Override
    public String getStringFunctions() {
        return "CHAR_LENGTH,CONCAT,LCASE,LENGTH,OCTET_LENGTH,SUBSTRING,TRIM,UCASE";
    }

    @Override
    public String getSystemFunctions() {
        return "IFNULL";
    }

    @Override
    public String getTimeDateFunctions() {
        return "";
    }

    @Override
    public String getSearchStringEscape() {
        return "\\";
    }

    @Override
    public String getExtraNameCharacters() {
        return "$";
    }

    @Override
    public String getSchemaTerm() {
        return "schema";
    }

    @Override
    public String getProcedureTerm() {
        return "";
    }

    @Override
    public String getCatalogTerm() {
        return "";
    }

    @Override
    public String getCatalogSeparator() {
        return "";
    }

    // -- transactions and result sets

    @Override
    public int getDefaultTransactionIsolation() {
        return Connection.TRANSACTION_REPEATABLE_READ;
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int level) {
        return level == Connection.TRANSACTION_REPEATABLE_READ || level == Connection.TRANSACTION_SERIALIZABLE;
    }

    @Override
    public boolean supportsResultSetType(int type) {
        return type == ResultSet.TYPE_FORWARD_ONLY || type == ResultSet.TYPE_SCROLL_INSENSITIVE;
    }

    @Override
    public boolean supportsResultSetConcurrency(int type, int concurrency) {
        return supportsResultSetType(type) && concurrency == ResultSet.CONCUR_READ_ONLY;
    }

    @Override
    public boolean supportsResultSetHoldability(int holdability) {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT || holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public int getResultSetHoldability() {
        return ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    @Override
    public boolean supportsConvert(int from, int to) {
        return false;
    }

    @Override
    public RowIdLifetime getRowIdLifetime() {
        return RowIdLifetime.ROWID_UNSUPPORTED;
    }

    @Override
    public boolean ownUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean updatesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean deletesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean insertsAreDetected(int type) {
        return false;
    }
}
