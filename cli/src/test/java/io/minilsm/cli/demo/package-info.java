/** Tests of what the demonstration stands on. */
package io.minilsm.cli.demo;
