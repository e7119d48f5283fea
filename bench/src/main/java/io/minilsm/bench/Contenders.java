package io.minilsm.bench;

import io.minilsm.bench.camel.CamelCatalog;
import io.minilsm.bench.jdbc.JdbcCatalog;
import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.workload.Suite;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who takes part in which group of workloads. Stateless. */
final class Contenders {
    /** Up to this many entries nobody is too slow. */
    private static final int SMALL_ENTRIES = 500_000;

    private Contenders() {}

    static List<Contender> of(Suite suite) {
        return switch (suite) {
            case ENGINE -> PeerCatalog.contenders();
            case JDBC -> JdbcCatalog.contenders();
            case CAMEL -> CamelCatalog.contenders();
        };
    }

    /** Returns all names. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Suite suite : Suite.values()) {
            of(suite).forEach(each -> names.add(each.label()));
        }
        return names;
    }

    /** Returns the names that variants have in common. */
    static Set<String> families() {
        Set<String> names = new TreeSet<>();
        for (Suite suite : Suite.values()) {
            of(suite).forEach(each -> names.add(each.family()));
        }
        return names;
    }

    /** Returns which rounds this one takes part in: all, or every other one, as it would take too long. */
    static int every(Suite suite, String label, int entries) {
        boolean slow = share(suite, label, entries) > 1 || label.equals(PeerCatalog.H2.label());
        return suite == Suite.ENGINE && entries > SMALL_ENTRIES && slow ? 2 : 1;
    }

    /** Returns into how many parts the data are divided, of which this one gets one, as it would take too long. */
    static int share(Suite suite, String label, int entries) {
        return suite == Suite.ENGINE && entries > SMALL_ENTRIES ? PeerCatalog.of(label).share() : 1;
    }
}
