/** Tests of the report's arithmetic. */
package io.minilsm.bench.report;
