package io.minilsm.bench.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** A file for each message. Immutable. */
final class FileRouteStore implements CamelStore {
    private final Path directory;
    private final boolean sync;

    FileRouteStore(Path directory, boolean sync) {
        this.directory = directory;
        this.sync = sync;
    }

    @Override
    public String keyHeader() {
        return Exchange.FILE_NAME;
    }

    @Override
    public String endpoint() {
        return "file:" + directory + "?forceWrites=" + sync;
    }

    @Override
    public long entries() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
