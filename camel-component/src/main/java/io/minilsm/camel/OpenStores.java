package io.minilsm.camel;

import io.minilsm.SharedStores;
import io.minilsm.api.Options;
import io.minilsm.api.OptionsConflictException;
import io.minilsm.api.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The leases that one component holds, with the endpoints that hold them: what the engine shares by directory, this
 * knows by endpoint, so that a conflict names both. Thread-safe.
 */
final class OpenStores {
    private final Source source;
    private final List<NamedLease> leases = new CopyOnWriteArrayList<>();

    OpenStores(Source source) {
        this.source = source;
    }

    /** Stores that are shared with everybody else in this JVM. */
    static OpenStores shared() {
        return new OpenStores((directory, options) -> {
            SharedStores.Lease lease = SharedStores.acquire(directory, options);
            return new StoreLease() {
                @Override
                public Store store() {
                    return lease.store();
                }

                @Override
                public void close() throws IOException {
                    lease.close();
                }
            };
        });
    }

    StoreLease lease(Path directory, Options options, String endpointUri) throws IOException {
        try {
            StoreLease opened = source.open(directory, options);
            try {
                NamedLease lease = new NamedLease(opened, endpointUri, nameOf(directory));
                leases.add(lease);
                return lease;
            } catch (IOException e) {
                opened.close();
                throw e;
            }
        } catch (OptionsConflictException e) {
            throw new OptionsConflictException(
                    "endpoints disagree on the options of a store: endpoint=" + endpointUri + ", open by="
                            + usersOf(nameOf(directory)) + ", " + e.getMessage(),
                    e);
        }
    }

    private String usersOf(Path name) {
        List<String> users = new ArrayList<>();
        for (NamedLease lease : leases) {
            if (lease.name.equals(name) && !users.contains(lease.endpointUri)) {
                users.add(lease.endpointUri);
            }
        }
        return users.isEmpty()
                ? "another user in this JVM (another Camel context, JDBC or the engine itself)"
                : String.join(" and ", users);
    }

    private static Path nameOf(Path directory) throws IOException {
        return Files.exists(directory)
                ? directory.toRealPath()
                : directory.toAbsolutePath().normalize();
    }

    /** Where stores come from. */
    @FunctionalInterface
    interface Source {
        /** Returns a lease of the store in the directory, opening it if this is the first. */
        StoreLease open(Path directory, Options options) throws IOException;
    }

    private final class NamedLease implements StoreLease {
        private final StoreLease lease;
        private final String endpointUri;
        private final Path name;

        NamedLease(StoreLease lease, String endpointUri, Path name) {
            this.lease = lease;
            this.endpointUri = endpointUri;
            this.name = name;
        }

        @Override
        public Store store() {
            return lease.store();
        }

        @Override
        public void close() throws IOException {
            leases.remove(this);
            lease.close();
        }
    }
}
