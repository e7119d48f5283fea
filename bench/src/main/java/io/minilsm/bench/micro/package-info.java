/**
 * Parts of the engine by themselves, measured by JMH: {@code ./minilsm bench micro} and arguments of JMH.
 *
 * <p>They say what one step costs, not how fast a store is: caches are warm and nothing else happens.
 */
package io.minilsm.bench.micro;
