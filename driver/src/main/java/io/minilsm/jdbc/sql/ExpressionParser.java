package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.Expr.Comparison;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses expressions by recursive descent, loosest operator first: OR, AND, NOT, predicates, then values. Chains of AND
 * and OR become one node; nesting is counted. For one thread and one text.
 */
final class ExpressionParser {
    private final Lexer lexer;
    private final ValueParser values;
    private int depth;

    ExpressionParser(Lexer lexer, TableNames names) {
        this.lexer = lexer;
        this.values = new ValueParser(lexer, names, this);
    }

    int parameterCount() {
        return values.parameterCount();
    }

    /** Parses an expression in which names of columns stand for the columns. */
    Expr parse(Scope scope) throws SQLException {
        values.enter(scope);
        int at = lexer.start;
        Expr parsed = single(or());
        if (ExprWalk.isHigherThan(SqlLimits.MAX_LEVELS, parsed)) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.TOO_COMPLEX,
                    "expression too complex: expected at most " + SqlLimits.MAX_LEVELS + " levels");
        }
        return parsed;
    }

    /** Parses an expression inside another one. */
    Expr nested() throws SQLException {
        if (++depth > SqlLimits.MAX_DEPTH) {
            throw SqlMistakes.at(
                    lexer.text,
                    lexer.start,
                    SqlState.TOO_COMPLEX,
                    "nested too deeply: expected at most " + SqlLimits.MAX_DEPTH + " levels");
        }
        Expr parsed = or();
        depth--;
        return parsed;
    }

    private Expr or() throws SQLException {
        Expr first = and();
        if (!lexer.isWord("OR")) {
            return first;
        }
        List<Expr> terms = new ArrayList<>();
        terms.add(single(first));
        while (lexer.isWord("OR")) {
            lexer.advance();
            terms.add(single(and()));
        }
        return new Expr.Or(List.copyOf(terms));
    }

    private Expr and() throws SQLException {
        Expr first = not();
        if (!lexer.isWord("AND")) {
            return first;
        }
        List<Expr> terms = new ArrayList<>();
        terms.add(single(first));
        while (lexer.isWord("AND")) {
            lexer.advance();
            terms.add(single(not()));
        }
        return new Expr.And(List.copyOf(terms));
    }

    private Expr not() throws SQLException {
        boolean negated = false;
        boolean seen = false;
        while (lexer.isWord("NOT")) {
            negated = !negated;
            seen = true;
            lexer.advance();
        }
        Expr parsed = predicate();
        if (seen) {
            single(parsed);
        }
        return negated ? new Expr.Not(parsed) : parsed;
    }

    private Expr predicate() throws SQLException {
        Expr left = values.sum();
        Comparison comparison = comparison();
        if (comparison != null) {
            int at = lexer.start;
            lexer.advance();
            refuseQuantified();
            return compare(at, comparison, left, values.sum());
        }
        if (lexer.isWord("IS")) {
            return isNull(single(left));
        }
        boolean negated = lexer.isWord("NOT");
        if (negated) {
            lexer.advance();
        }
        Expr parsed;
        if (lexer.isWord("IN")) {
            parsed = in(left);
        } else if (lexer.isWord("BETWEEN")) {
            parsed = between(left);
        } else if (lexer.isWord("LIKE")) {
            parsed = like(single(left));
        } else if (negated) {
            throw lexer.expected("IN, BETWEEN or LIKE behind NOT");
        } else {
            refuseOtherPredicates();
            return left;
        }
        return negated ? new Expr.Not(parsed) : parsed;
    }

    private Comparison comparison() {
        if (lexer.kind != Lexer.Kind.SYMBOL) {
            return null;
        }
        return switch (lexer.value) {
            case "=" -> Comparison.EQUAL;
            case "<>", "!=" -> Comparison.NOT_EQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.AT_MOST;
            case ">" -> Comparison.GREATER;
            case ">=" -> Comparison.AT_LEAST;
            default -> null;
        };
    }

    private void refuseQuantified() throws SQLException {
        for (String word : List.of("ALL", "ANY", "SOME")) {
            if (lexer.isWord(word)) {
                throw unsupported(word + " comparison", "use IN");
            }
        }
    }

    private void refuseOtherPredicates() throws SQLException {
        for (String word : List.of("ILIKE", "GLOB", "REGEXP", "RLIKE", "SIMILAR", "OVERLAPS", "COLLATE")) {
            if (lexer.isWord(word)) {
                throw unsupported(word, "LIKE is there");
            }
        }
    }

    private Expr isNull(Expr operand) throws SQLException {
        lexer.advance();
        boolean negated = lexer.isWord("NOT");
        if (negated) {
            lexer.advance();
        }
        if (!lexer.isWord("NULL")) {
            if (lexer.isWord("TRUE") || lexer.isWord("FALSE") || lexer.isWord("DISTINCT") || lexer.isWord("UNKNOWN")) {
                throw unsupported("IS " + lexer.shown(), "IS NULL and IS NOT NULL are there");
            }
            throw lexer.expected("NULL behind IS");
        }
        lexer.advance();
        Expr parsed = new Expr.IsNull(operand);
        return negated ? new Expr.Not(parsed) : parsed;
    }

    private Expr in(Expr left) throws SQLException {
        lexer.advance();
        int at = lexer.start;
        symbol("(", "( behind IN");
        if (lexer.isWord("SELECT") || lexer.isWord("WITH")) {
            throw unsupported("subquery", "run it first and pass its result");
        }
        List<Expr> choices = new ArrayList<>();
        do {
            choices.add(values.sum());
        } while (took(","));
        symbol(")", ", or ) in the list behind IN");
        if (!(left instanceof Expr.Row)) {
            for (Expr choice : choices) {
                single(choice);
            }
            return new Expr.In(left, List.copyOf(choices));
        }
        List<Expr> terms = new ArrayList<>();
        for (Expr choice : choices) {
            terms.add(compare(at, Comparison.EQUAL, left, choice));
        }
        return terms.size() == 1 ? terms.get(0) : new Expr.Or(List.copyOf(terms));
    }

    private Expr between(Expr left) throws SQLException {
        int at = lexer.start;
        requireNoCondition(at, left);
        lexer.advance();
        Expr low = values.sum();
        if (!lexer.isWord("AND")) {
            throw lexer.expected("AND of BETWEEN");
        }
        lexer.advance();
        Expr high = values.sum();
        return new Expr.And(List.of(
                compare(at, Comparison.AT_LEAST, left, low), compare(at, Comparison.AT_MOST, left, high)));
    }

    private Expr like(Expr left) throws SQLException {
        lexer.advance();
        Expr pattern = single(values.sum());
        Expr escape = null;
        if (lexer.isWord("ESCAPE")) {
            lexer.advance();
            escape = single(values.sum());
        } else if (lexer.isSymbol("{")) {
            lexer.advance();
            if (!lexer.isWord("ESCAPE")) {
                throw lexer.expected("{escape '...'}");
            }
            lexer.advance();
            escape = single(values.sum());
            symbol("}", "}");
        }
        return new Expr.Like(left, pattern, escape);
    }

    /** Compares two values, or two rows by their first difference. */
    private Expr compare(int at, Comparison operator, Expr left, Expr right) throws SQLException {
        if (!(left instanceof Expr.Row) && !(right instanceof Expr.Row)) {
            return new Expr.Compare(operator, left, right);
        }
        if (!(left instanceof Expr.Row leftRow)
                || !(right instanceof Expr.Row rightRow)
                || leftRow.values().size() != rightRow.values().size()) {
            throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "comparison of rows of different length");
        }
        requireNoCondition(at, leftRow);
        requireNoCondition(at, rightRow);
        List<Expr> lefts = leftRow.values();
        List<Expr> rights = rightRow.values();
        if (operator == Comparison.EQUAL || operator == Comparison.NOT_EQUAL) {
            List<Expr> terms = new ArrayList<>();
            for (int i = 0; i < lefts.size(); i++) {
                terms.add(new Expr.Compare(operator, lefts.get(i), rights.get(i)));
            }
            return operator == Comparison.EQUAL ? new Expr.And(List.copyOf(terms)) : new Expr.Or(List.copyOf(terms));
        }
        int last = lefts.size() - 1;
        boolean less = operator == Comparison.LESS || operator == Comparison.AT_MOST;
        Comparison strict = less ? Comparison.LESS : Comparison.GREATER;
        Expr result = new Expr.Compare(operator, lefts.get(last), rights.get(last));
        for (int i = last - 1; i >= 0; i--) {
            Expr before = new Expr.Compare(strict, lefts.get(i), rights.get(i));
            Expr same = new Expr.Compare(Comparison.EQUAL, lefts.get(i), rights.get(i));
            result = new Expr.Or(List.of(before, new Expr.And(List.of(same, result))));
        }
        return result;
    }

    /** What is compared twice must not hold what again is compared twice: nested, its cost would double each time. */
    private void requireNoCondition(int at, Expr comparedTwice) throws SQLException {
        if (ExprWalk.hasCondition(comparedTwice)) {
            throw SqlMistakes.unsupported(
                    lexer.text, at, "condition as operand of BETWEEN or within a row", "compare it with =");
        }
    }

    /** Refuses a row where one value is needed. */
    private Expr single(Expr parsed) throws SQLException {
        if (parsed instanceof Expr.Row) {
            throw lexer.expected("one value, not several in parentheses,");
        }
        return parsed;
    }

    boolean took(String symbol) throws SQLException {
        if (!lexer.isSymbol(symbol)) {
            return false;
        }
        lexer.advance();
        return true;
    }

    void symbol(String symbol, String what) throws SQLException {
        if (!took(symbol)) {
            throw lexer.expected(what);
        }
    }

    private SQLException unsupported(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
