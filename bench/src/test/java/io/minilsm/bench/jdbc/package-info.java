/** Tests of the workloads through JDBC. */
package io.minilsm.bench.jdbc;
