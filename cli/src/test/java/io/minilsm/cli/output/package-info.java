/** Tests of bytes as text, tables and progress. */
package io.minilsm.cli.output;
