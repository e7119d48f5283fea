/**
 * From SQL text to a syntax tree: lexer, recursive descent parser, sealed records.
 *
 * <p>Reading order: {@link io.minilsm.jdbc.sql.SqlParser} (the entry), {@link io.minilsm.jdbc.sql.SqlStatement},
 * {@link io.minilsm.jdbc.sql.Expr}, ExpressionParser, Lexer.
 *
 * <p>Floor 1 of the driver: imports only the errors. Trees are immutable; a parser is for one thread and one text.
 * Bounded: length of the text, depth of nesting, number of parameters (constants of {@link
 * io.minilsm.jdbc.sql.SqlLimits}); a long chain of AND, OR or commas costs no stack.
 */
package io.minilsm.jdbc.sql;
