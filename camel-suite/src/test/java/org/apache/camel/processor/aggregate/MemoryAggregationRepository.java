package org.apache.camel.processor.aggregate;

import io.minilsm.api.Durability;
import io.minilsm.camel.SuiteStore;
import io.minilsm.camel.repository.MiniLsmAggregationRepository;

/**
 * Takes the place of Camel's repository in memory, so that Camel's own tests run on ours. Each has a name of its own in
 * the one store of the JVM.
 */
public class MemoryAggregationRepository extends MiniLsmAggregationRepository {
    private boolean optimisticLocking;

    /** Makes a repository that nothing else has the name of. */
    public MemoryAggregationRepository() {
        super(SuiteStore.directory(), SuiteStore.newName());
        setDurability(Durability.OS); // These tests cut no power, and wait for each write.
        start();
    }

    /** As Camel's: for who wants to lock optimistically. */
    public MemoryAggregationRepository(boolean optimisticLocking) {
        this();
        this.optimisticLocking = optimisticLocking;
        // Camel gives the strategy a copy where this class locks optimistically, and confirms that one's id.
        setUseRecovery(!optimisticLocking);
    }

    /** See {@link #setOptimisticLocking}. */
    public boolean isOptimisticLocking() {
        return optimisticLocking;
    }

    /** Whether the repository locks optimistically; ours always can. */
    public void setOptimisticLocking(boolean optimisticLocking) {
        this.optimisticLocking = optimisticLocking;
    }
}
