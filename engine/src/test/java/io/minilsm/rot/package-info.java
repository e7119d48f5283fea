/**
 * Rot of a whole store: stores of known content are damaged, opened, read and verified. Right answers and errors that
 * name the damage are fine; anything else is counted against the engine.
 *
 * <p>Reading order: {@link io.minilsm.rot.History} (what a store must hold), {@link io.minilsm.rot.ImageVfs},
 * {@link io.minilsm.rot.StoreImage}, {@link io.minilsm.rot.StoreImages} (the stores), {@link io.minilsm.rot.Pieces},
 * {@link io.minilsm.rot.Rot}, {@link io.minilsm.rot.RotSource} (the damages), {@link io.minilsm.rot.Examination},
 * {@link io.minilsm.rot.RotTable} (the verdicts), {@link io.minilsm.rot.RotTest}.
 */
package io.minilsm.rot;
