package io.minilsm.camel.repository;

import io.minilsm.api.Range;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.BrowsableVariableRepository;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;

/**
 * Variables that survive a restart, of the types that aggregation keeps. A variable is durable when
 * {@link #setVariable} returns. In routes its name is {@code id:name}, with the repository in the registry as
 * {@code id-variable-repository}. Thread-safe.
 *
 * <p>Layout: key {@code 'v'} and the name in UTF-8; value as {@link ValueWriter} writes it.
 */
@Metadata(
        label = "bean",
        description = "Variable repository in a MiniLSM store.",
        annotations = {"interfaceName=org.apache.camel.spi.VariableRepository"})
@Configurer(metadataOnly = true)
public class MiniLsmVariableRepository extends StoreRepository
        implements BrowsableVariableRepository, CamelContextAware {
    private static final byte VARIABLE = 'v';

    private volatile CamelContext camelContext;

    /** Makes the repository; directory and name are set as properties. */
    public MiniLsmVariableRepository() {
        super("variable");
    }

    /** Makes the repository of that name in the store of the directory. */
    public MiniLsmVariableRepository(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    /** Returns the name. */
    @Override
    public String getId() {
        return getName();
    }

    @Override
    public Object getVariable(String name) {
        return run(() -> decode(space().get(key(VARIABLE, name))));
    }

    /** Stores the variable; null removes it. */
    @Override
    public void setVariable(String name, Object value) {
        if (value == null) {
            removeVariable(name);
            return;
        }
        run(() -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ValueWriter(new DataOutputStream(bytes)).write("variable " + name, value);
            space().put(key(VARIABLE, name), bytes.toByteArray(), getDurability());
            return null;
        });
    }

    @Override
    public Object removeVariable(String name) {
        return run(() -> {
            byte[] value = space().get(key(VARIABLE, name));
            if (value != null) {
                space().delete(key(VARIABLE, name), getDurability());
            }
            return decode(value);
        });
    }

    @Override
    public boolean hasVariables() {
        return size() > 0;
    }

    @Override
    public int size() {
        return getVariables().size();
    }

    @Override
    public Stream<String> names() {
        return getVariables().keySet().stream();
    }

    @Override
    public Map<String, Object> getVariables() {
        return run(() -> {
            Map<String, Object> variables = new LinkedHashMap<>();
            try (var cursor = space().cursor(Range.prefix(new byte[] {VARIABLE}))) {
                while (cursor.next()) {
                    variables.put(textOf(cursor.key()), decode(cursor.value()));
                }
            }
            return variables;
        });
    }

    @Override
    public void clear() {
        run(() -> {
            deleteAll(new byte[] {VARIABLE});
            return null;
        });
    }

    private Object decode(byte[] value) throws IOException {
        if (value == null) {
            return null;
        }
        ValueReader in = new ValueReader(camelContext, value);
        Object decoded = in.read();
        in.requireEnd();
        return decoded;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
