/**
 * Camel's repositories in a store, as beans: {@link io.minilsm.camel.repository.MiniLsmIdempotentRepository} and
 * {@link io.minilsm.camel.repository.MiniLsmStateRepository}.
 *
 * <p>Each has a key space of its own, named after its kind and its name, so that any number of repositories share one
 * store with the endpoints of the component and with each other, and none is seen among the plain keys. Nothing is ever
 * stored or read by Java serialisation. What is stored is described at the class that writes it; each value begins with
 * the version of its layout, and one of an unknown version fails instead of being guessed at.
 */
package io.minilsm.camel.repository;
