/**
 * Fuzzing of everything that decodes: files of a store, SQL, URLs, messages, lines of the command line.
 *
 * <p>Reading order: {@link io.minilsm.it.fuzz.FuzzTarget} lists what is fuzzed, {@link io.minilsm.it.fuzz.FuzzEntry} is
 * called by a fuzzer and holds each input to its bounds of time and memory. The targets stand in the classes named
 * {@code ...Targets}. Formats with checksums are repaired ({@code ...Repair}) after the fuzzer changed them, so that it
 * gets behind the checksums.
 *
 * <p>{@code FuzzCorpusTest} replays the committed inputs in the normal build, and changed ones. {@code FuzzSession}
 * runs Jazzer for as long as wanted; CONTRIBUTING.md has the command. {@code Seeds} made the committed inputs.
 */
package io.minilsm.it.fuzz;
