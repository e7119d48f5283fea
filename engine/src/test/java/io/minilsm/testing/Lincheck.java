package io.minilsm.testing;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * How much Lincheck tries: a few interleavings by default, many with {@code -Dminilsm.long=true}. Stateless. A class of
 * calls is its own specification: what its calls return one after the other.
 */
public final class Lincheck {
    private static final int THREADS = 2;
    private static final int ACTORS_PER_THREAD = 3;

    /** Lincheck does not know handles that view a byte array as numbers; what they are used on does not change. */
    private static final ManagedStrategyGuarantee BYTES = ManagedStrategyGuaranteeKt.forClasses(
                    name -> name.equals("io.minilsm.internal.codec.Bytes"))
            .allMethods()
            .ignore();

    private Lincheck() {}

    /** Tries interleavings one by one, each switch of threads chosen. */
    public static void modelCheck(Class<?> calls) {
        new ModelCheckingOptions()
                .iterations(TestScale.pick(4, 300))
                .invocationsPerIteration(TestScale.pick(100, 10_000))
                .threads(THREADS)
                .actorsPerThread(ACTORS_PER_THREAD)
                .actorsBefore(1)
                .actorsAfter(1)
                .addGuarantee(BYTES)
                .check(calls);
    }
}
