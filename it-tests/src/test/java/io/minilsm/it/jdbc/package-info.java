/** The JDBC driver under the clients that people use: a shell, a pool, Spring. */
package io.minilsm.it.jdbc;
