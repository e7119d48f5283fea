/** Tests of the workloads behind Camel. */
package io.minilsm.bench.camel;
