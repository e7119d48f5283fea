/**
 * The Apache Camel component {@code minilsm}: messages into and out of a store.
 *
 * <p>Reading order: {@link io.minilsm.camel.MiniLsmComponent} (owns the leases of stores and the threads that
 * acknowledge), {@link io.minilsm.camel.MiniLsmEndpoint}, {@link io.minilsm.camel.MiniLsmConfiguration} (the options),
 * {@link io.minilsm.camel.MiniLsmProducer}, {@link io.minilsm.camel.MiniLsmOperation},
 * {@link io.minilsm.camel.MiniLsmConsumer}, {@link io.minilsm.camel.MiniLsmConstants} (the headers).
 *
 * <p>Uses the engine through {@code io.minilsm} and {@code io.minilsm.api} only. Invariants: an exchange completes only
 * when its write has the durability of the endpoint; a failure is on the exchange before the exchange completes; a
 * thread of the engine never runs a route; a header chooses data and one of the allowed operations, never a directory,
 * a class or another option; no byte of a message is ever deserialised by Java serialisation.
 */
package io.minilsm.camel;
