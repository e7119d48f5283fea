/** Takes the place of Camel's aggregation repository in memory, so that Camel's own tests run on ours. */
package org.apache.camel.processor.aggregate;
