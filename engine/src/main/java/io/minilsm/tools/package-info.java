/**
 * Looking at a store from outside, for the command line and for whoever builds on the engine: is it whole, what is in
 * its files, and what can be saved of a damaged one.
 *
 * <p>Reading order: {@link io.minilsm.tools.Verify}, {@link io.minilsm.tools.VerifyReport},
 * {@link io.minilsm.tools.Damage}, {@link io.minilsm.tools.Dump},
 * {@link io.minilsm.tools.Salvage}, {@link io.minilsm.tools.SalvageReport}, {@link io.minilsm.tools.LostPiece},
 * {@link io.minilsm.tools.LostInFile},
 * {@link io.minilsm.tools.Backup}, {@link io.minilsm.tools.Restore}.
 *
 * <p>Floor 9. Writes nothing into a store but its lock file.
 */
package io.minilsm.tools;
