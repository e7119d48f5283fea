package io.minilsm.crash;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Silences the engine's log for a test class: each of thousands of recoveries says what it discarded. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    private static final Logger LOG = Logger.getLogger("io.minilsm");

    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOG.setLevel(before);
    }
}
