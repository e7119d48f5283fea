package io.minilsm.planted;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A process that runs test classes until one test fails. */
final class TestProcess {
    static final int ALL_PASSED = 0;
    static final int ONE_FAILED = 3;
    static final int NO_TEST = 4;

    private TestProcess() {}

    /** Runs the classes of those names. */
    public static void main(String[] classNames) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classNames) {
            request.selectors(DiscoverySelectors.selectClass(name));
        }
        run(request.build());
        Runtime.getRuntime().halt(ALL_PASSED);
    }

    private static void run(LauncherDiscoveryRequest request) {
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void testPlanExecutionStarted(TestPlan plan) {
                if (plan.countTestIdentifiers(TestIdentifier::isTest) == 0 && plan.getRoots().isEmpty()) {
                    Runtime.getRuntime().halt(NO_TEST);
                }
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == Status.FAILED) {
                    System.err.println(test.getUniqueId());
                    result.getThrowable().ifPresent(Throwable::printStackTrace);
                    Runtime.getRuntime().halt(ONE_FAILED);
                }
            }
        });
    }
}
