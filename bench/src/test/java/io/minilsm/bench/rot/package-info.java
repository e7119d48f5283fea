/** Tests of the judge of rot. */
package io.minilsm.bench.rot;
