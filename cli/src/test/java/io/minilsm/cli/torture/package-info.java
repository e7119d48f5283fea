/** Tests of the killing and of the judge: a store that is right passes, each kind of broken promise is told. */
package io.minilsm.cli.torture;
