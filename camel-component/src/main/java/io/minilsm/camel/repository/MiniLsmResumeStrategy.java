package io.minilsm.camel.repository;

import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.camel.resume.Cacheable;
import org.apache.camel.resume.Deserializable;
import org.apache.camel.resume.Offset;
import org.apache.camel.resume.OffsetKey;
import org.apache.camel.resume.Resumable;
import org.apache.camel.resume.ResumeAdapter;
import org.apache.camel.resume.ResumeStrategy;
import org.apache.camel.resume.ResumeStrategyConfiguration;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;

/**
 * A resume strategy whose offsets are in the store. Camel updates an offset when the exchange is done, behind what the
 * route wrote; an endpoint of the same store with the option {@code resumeName} writes it in the very batch of its
 * entries. Thread-safe once started.
 *
 * <p>Layout: key {@code 'o'} and the key as Camel serializes it, value the offset as Camel serializes it: numbers, text
 * and file names, no objects.
 */
@Metadata(
        label = "bean",
        description = "Resume strategy in a MiniLSM store, whose offsets can be part of the batch of an endpoint.",
        annotations = {"interfaceName=org.apache.camel.resume.ResumeStrategy"})
@Configurer(metadataOnly = true)
public class MiniLsmResumeStrategy extends StoreRepository implements ResumeStrategy {
    private static final String KIND = "resume";
    private static final byte OFFSET = 'o';

    private ResumeAdapter adapter;
    private ResumeStrategyConfiguration configuration;

    /** Makes the strategy; directory and name are set as properties. */
    public MiniLsmResumeStrategy() {
        super(KIND);
    }

    /** Makes the strategy of that name in the store of the directory. */
    public MiniLsmResumeStrategy(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    /** Adds the offset to the batch, where the strategy of that name will find it. */
    public static void addTo(WriteBatch batch, Store store, String name, Resumable resumable) throws IOException {
        batch.put(
                store.keySpace(spaceName(KIND, name)),
                keyOf(resumable.getOffsetKey()),
                bytesOf(resumable.getLastOffset().serialize()));
    }

    /** Tells the adapter of all offsets. */
    @Override
    public void loadCache() throws IOException {
        if (!(adapter instanceof Deserializable reader)) {
            throw new IllegalStateException("resume adapter cannot read stored offsets: actual="
                    + (adapter == null ? null : adapter.getClass().getName()));
        }
        try (var cursor = space().cursor(Range.prefix(new byte[] {OFFSET}))) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                reader.deserialize(
                        ByteBuffer.wrap(Arrays.copyOfRange(key, 1, key.length)), ByteBuffer.wrap(cursor.value()));
            }
        }
    }

    @Override
    public <T extends Resumable> void updateLastOffset(T offset) throws IOException {
        updateLastOffset(offset.getOffsetKey(), offset.getLastOffset(), null);
    }

    @Override
    public <T extends Resumable> void updateLastOffset(T offset, UpdateCallBack callback) throws IOException {
        updateLastOffset(offset.getOffsetKey(), offset.getLastOffset(), callback);
    }

    @Override
    public void updateLastOffset(OffsetKey<?> key, Offset<?> offset) throws IOException {
        updateLastOffset(key, offset, null);
    }

    /** Stores the offset, unless an endpoint has stored it with its entries. */
    @Override
    public void updateLastOffset(OffsetKey<?> key, Offset<?> offset, UpdateCallBack callback) throws IOException {
        byte[] stored = keyOf(key);
        byte[] value = bytesOf(offset.serialize());
        if (!Arrays.equals(value, space().get(stored))) {
            space().put(stored, value, getDurability());
        }
        if (adapter instanceof Cacheable cache) {
            cache.add(key, offset);
        }
        if (callback != null) {
            callback.onUpdate(null);
        }
    }

    private static byte[] keyOf(OffsetKey<?> key) {
        byte[] bytes = bytesOf(key.serialize());
        return ByteBuffer.allocate(1 + bytes.length).put(OFFSET).put(bytes).array();
    }

    private static byte[] bytesOf(ByteBuffer serialized) {
        return serialized.array();
    }

    @Override
    public void setAdapter(ResumeAdapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public ResumeAdapter getAdapter() {
        return adapter;
    }

    @Override
    public void setResumeStrategyConfiguration(ResumeStrategyConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public ResumeStrategyConfiguration getResumeStrategyConfiguration() {
        return configuration;
    }
}
