/** Tests of data and workloads. */
package io.minilsm.bench.workload;
