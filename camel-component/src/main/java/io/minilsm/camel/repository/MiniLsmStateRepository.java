package io.minilsm.camel.repository;

import java.nio.charset.StandardCharsets;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.StateRepository;

/**
 * A repository of states, such as the offsets of a Kafka consumer ({@code offsetRepository}). A state is durable when
 * {@link #setState} returns. Thread-safe.
 *
 * <p>Layout: key {@code 's'} and the name in UTF-8; value the state in UTF-8.
 */
@Metadata(
        label = "bean",
        description = "State repository in a MiniLSM store.",
        annotations = {"interfaceName=org.apache.camel.spi.StateRepository"})
@Configurer(metadataOnly = true)
public class MiniLsmStateRepository extends StoreRepository implements StateRepository<String, String> {
    private static final byte STATE = 's';

    /** Makes the repository; directory and name are set as properties. */
    public MiniLsmStateRepository() {
        super("state");
    }

    /** Makes the repository of that name in the store of the directory. */
    public MiniLsmStateRepository(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    /** Stores the state under the key; null removes it. */
    @Override
    public void setState(String key, String value) {
        run(() -> {
            if (value == null) {
                space().delete(key(STATE, key), getDurability());
            } else {
                space().put(key(STATE, key), utf8(value), getDurability());
            }
            return null;
        });
    }

    /** Returns the state of the key, or null if it has none. */
    @Override
    public String getState(String key) {
        byte[] state = run(() -> space().get(key(STATE, key)));
        return state == null ? null : new String(state, StandardCharsets.UTF_8);
    }
}
