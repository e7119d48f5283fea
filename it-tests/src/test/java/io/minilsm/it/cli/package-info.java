/** The command line as processes of its own, which can be killed. */
package io.minilsm.it.cli;
