/**
 * Stores behind Apache Camel: the same route from {@code direct:in} to each of them.
 *
 * <p>{@link io.minilsm.bench.camel.CamelCatalog} names them; {@code CamelStore} is one of them behind a route; {@link
 * io.minilsm.bench.camel.CamelRound} is the work of one process. What was sent is counted afterwards in the store.
 */
package io.minilsm.bench.camel;
