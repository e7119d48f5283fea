/**
 * The door of the engine: {@link io.minilsm.MiniLsm} opens stores, {@link io.minilsm.SharedStores} shares open ones
 * within a JVM.
 *
 * <p>Floor 9.
 */
package io.minilsm;
