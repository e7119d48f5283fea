/** Takes the place of Camel's idempotent repository in memory, so that Camel's own tests run on ours. */
package org.apache.camel.support.processor.idempotent;
