/**
 * Tests of the tests: bugs that engines have had, planted in the sources of this one, must each be caught.
 *
 * <p>Reading order: {@code planted-bugs.txt} among the resources, {@link io.minilsm.planted.PlantedBug}, {@link
 * io.minilsm.planted.Plantation}, {@link io.minilsm.planted.SourceBugsTest}.
 */
package io.minilsm.planted;
