/**
 * Camel's repositories in a store, as beans: {@link io.minilsm.camel.repository.MiniLsmIdempotentRepository},
 * {@link io.minilsm.camel.repository.MiniLsmStateRepository} and
 * {@link io.minilsm.camel.repository.MiniLsmAggregationRepository}, whose exchanges are written by
 * {@link io.minilsm.camel.repository.ExchangeCodec}. What is stored is described in docs/format/camel-repositories.md.
 *
 * <p>Each has a key space of its own, named after its kind and its name, so that any number of repositories share one
 * store with the endpoints of the component and with each other, and none is seen among the plain keys. Nothing is ever
 * stored or read by Java serialisation, and no stored byte names a class. What has a version that is not known fails
 * instead of being guessed at.
 */
package io.minilsm.camel.repository;
