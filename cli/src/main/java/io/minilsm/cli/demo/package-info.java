/**
 * The demonstration: {@link io.minilsm.cli.demo.DemoRoute} is the Camel route,
 * {@link io.minilsm.cli.demo.RouteRun} runs it over a message file until every message is durable,
 * {@link io.minilsm.cli.demo.DemoQueries} asks for them through JDBC.
 */
package io.minilsm.cli.demo;
