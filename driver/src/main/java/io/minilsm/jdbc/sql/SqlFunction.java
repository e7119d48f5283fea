package io.minilsm.jdbc.sql;

/** Functions and operators that give a value. To add one: a constant here, its arm in plan.Functions, a test. */
public enum SqlFunction {
    /** Characters of a text. */
    LENGTH("LENGTH", 1, 1, SqlType.BIGINT),
    /** Bytes of a value. */
    OCTET_LENGTH("OCTET_LENGTH", 1, 1, SqlType.BIGINT),
    /** Text in capitals. */
    UPPER("UPPER", 1, 1, SqlType.VARCHAR),
    /** Text in small letters. */
    LOWER("LOWER", 1, 1, SqlType.VARCHAR),
    /** Text without blanks at its ends. */
    TRIM("TRIM", 1, 1, SqlType.VARCHAR),
    /** Part of a text, from a 1-based character on. */
    SUBSTRING("SUBSTRING", 2, 3, SqlType.VARCHAR),
    /** Bytes as hexadecimal digits. */
    HEX("HEX", 1, 1, SqlType.VARCHAR),
    /** The first value that is not NULL. */
    COALESCE("COALESCE", 1, 1000, SqlType.VARCHAR),
    /** Texts one behind the other. */
    CONCAT("CONCAT", 1, Integer.MAX_VALUE, SqlType.VARCHAR),
    /** Number without its sign. */
    ABS("ABS", 1, 1, SqlType.DECIMAL),
    /** A field of a JSON document, as text. */
    JSON_TEXT("->>", 2, 2, SqlType.VARCHAR),
    /** Sum. */
    ADD("+", 2, 2, SqlType.DECIMAL),
    /** Difference. */
    SUBTRACT("-", 2, 2, SqlType.DECIMAL),
    /** Product. */
    MULTIPLY("*", 2, 2, SqlType.DECIMAL),
    /** Quotient. */
    DIVIDE("/", 2, 2, SqlType.DECIMAL),
    /** Remainder. */
    REMAINDER("%", 2, 2, SqlType.DECIMAL),
    /** Negative of a number. */
    NEGATE("-", 1, 1, SqlType.DECIMAL);

    private final String sqlName;
    private final int leastArguments;
    private final int mostArguments;
    private final SqlType type;

    SqlFunction(String sqlName, int leastArguments, int mostArguments, SqlType type) {
        this.sqlName = sqlName;
        this.leastArguments = leastArguments;
        this.mostArguments = mostArguments;
        this.type = type;
    }

    /** Returns the name or sign in SQL. */
    public String sqlName() {
        return sqlName;
    }

    /** Returns the type of the result. */
    public SqlType type() {
        return type;
    }

    boolean takes(int arguments) {
        return arguments >= leastArguments && arguments <= mostArguments;
    }

    /** Returns the function that is called by this name in capitals, synonyms included; null if there is none. */
    static SqlFunction named(String capitals) {
        return switch (capitals) {
            case "LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH", "LEN" -> LENGTH;
            case "OCTET_LENGTH" -> OCTET_LENGTH;
            case "UPPER", "UCASE" -> UPPER;
            case "LOWER", "LCASE" -> LOWER;
            case "TRIM" -> TRIM;
            case "SUBSTRING", "SUBSTR" -> SUBSTRING;
            case "HEX", "RAWTOHEX" -> HEX;
            case "COALESCE", "IFNULL", "NVL" -> COALESCE;
            case "CONCAT" -> CONCAT;
            case "ABS" -> ABS;
            default -> null;
        };
    }
}
