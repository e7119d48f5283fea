/** Tests that every peer answers rightly. */
package io.minilsm.bench.peer;
