/** Tests of what a run does and when. */
package io.minilsm.bench;
