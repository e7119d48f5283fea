/** Camel routes into a store that the engine and JDBC read back. */
package io.minilsm.it.camel;
