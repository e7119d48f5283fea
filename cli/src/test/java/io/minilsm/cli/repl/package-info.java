/** Tests of the interactive session as golden text. */
package io.minilsm.cli.repl;
