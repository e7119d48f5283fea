/** What Camel's own tests need to run on the repositories in a store, and one test of the same kind. */
package io.minilsm.camel;
