/**
 * Tests that read the repository itself: the floors of the engine, the size and tidiness of all modules' sources, and
 * whether the documents speak of what exists.
 *
 * <p>Reading order: {@link io.minilsm.style.Repository}, {@link io.minilsm.style.SourceFile}, then the tests.
 */
package io.minilsm.style;
