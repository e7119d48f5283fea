package io.minilsm.bench.workload;

/** A group of workloads that the same contenders take part in. */
public enum Suite {
    /** Key-value stores through their own interfaces. */
    ENGINE,
    /** SQL stores through JDBC. */
    JDBC,
    /** Stores behind Apache Camel. */
    CAMEL
}
