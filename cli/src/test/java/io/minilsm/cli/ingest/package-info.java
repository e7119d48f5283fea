/** Tests of records, formats and the resumable job. */
package io.minilsm.cli.ingest;
