package io.minilsm.races;

import io.minilsm.api.Durability;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Bugs such as a store with races has, put around one that has none: the checkers must find each. */
enum PlantedRace {
    /** A read finds, seldom, what was there before. */
    STALE_READ(true) {
        @Override
        Target plant(Store store, int paddingBytes) {
            Map<Integer, Long> seen = new ConcurrentHashMap<>();
            return new Target(store, paddingBytes) {
                @Override
                long get(int key) throws IOException {
                    long value = super.get(key);
                    long before = seen.getOrDefault(key, value);
                    seen.put(key, value);
                    return seldom() ? before : value;
                }
            };
        }
    },
    /** A put returns before readers see it. */
    LATE_PUT(true) {
        @Override
        Target plant(Store store, int paddingBytes) {
            ThreadLocal<Write> late = new ThreadLocal<>();
            return new Target(store, paddingBytes) {
                @Override
                void put(int key, long value, Durability durability) throws IOException {
                    if (late.get() != null) {
                        late.get().run();
                        late.remove();
                    }
                    if (seldom()) {
                        late.set(() -> super.put(key, value, durability));
                    } else {
                        super.put(key, value, durability);
                    }
                }
            };
        }
    },
    /** A delete is, seldom, not done. */
    LOST_DELETE(true) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                void delete(int key, Durability durability) throws IOException {
                    if (!seldom()) {
                        super.delete(key, durability);
                    }
                }
            };
        }
    },
    /** The comparison and the setting are two steps. */
    COMPARE_THEN_SET(true) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                boolean compareAndSet(int key, long expected, long value, Durability durability) throws IOException {
                    if (get(key) != expected) {
                        return false;
                    }
                    Thread.yield();
                    put(key, value, durability);
                    return true;
                }
            };
        }
    },
    /** A compare-and-set says, seldom, that it did not come to pass when it did. */
    WRONG_REFUSAL(true) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                boolean compareAndSet(int key, long expected, long value, Durability durability) throws IOException {
                    return super.compareAndSet(key, expected, value, durability) && !seldom();
                }
            };
        }
    },
    /** A batch becomes visible entry by entry. */
    TORN_BATCH(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                long write(Map<Integer, Long> changes, Durability durability) throws IOException {
                    long sequence = 0;
                    for (Map.Entry<Integer, Long> change : changes.entrySet()) {
                        sequence = super.write(Map.of(change.getKey(), change.getValue()), durability);
                    }
                    return sequence;
                }
            };
        }
    },
    /** Several keys are read one after the other. */
    MANY_GETS(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                List<Long> multiGet(List<Integer> keys) throws IOException {
                    List<Long> values = new ArrayList<>();
                    for (int key : keys) {
                        values.add(get(key));
                        Thread.yield();
                    }
                    return values;
                }
            };
        }
    },
    /** A cursor shows each key as it is when it comes to it. */
    CURSOR_WITHOUT_A_MOMENT(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                Map<Integer, Long> scan(int from, int to, boolean forward, Snapshot snapshot) throws IOException {
                    Map<Integer, Long> found = new TreeMap<>();
                    for (int key = from; key < to; key++) {
                        found.putAll(super.scan(key, key + 1, forward, snapshot));
                    }
                    return found;
                }
            };
        }
    },
    /** A snapshot's cursor shows what was written behind it. */
    MOVING_SNAPSHOT(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                Map<Integer, Long> scan(int from, int to, boolean forward, Snapshot snapshot) throws IOException {
                    return super.scan(from, to, forward, null);
                }
            };
        }
    },
    /** A new snapshot is, seldom, an older one. */
    OLD_SNAPSHOT(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            List<Snapshot> old = new ArrayList<>();
            return new Target(store, paddingBytes) {
                @Override
                Snapshot snapshot() {
                    synchronized (old) {
                        if (old.isEmpty()) {
                            old.add(super.snapshot());
                        }
                        return seldom() ? old.remove(0) : super.snapshot();
                    }
                }
            };
        }
    },
    /** The keys that a batch depends on are looked at before its turn comes. */
    LOST_UPDATE(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                long writeIfUnchanged(
                        Map<Integer, Long> changes, List<Integer> keys, long since, Durability durability)
                        throws IOException {
                    if (super.writeIfUnchanged(Map.of(), keys, since, durability) < 0) {
                        return -1;
                    }
                    Thread.yield();
                    return write(changes, durability);
                }
            };
        }
    },
    /** A sync forgets, seldom, what came last. */
    SYNC_THAT_DOES_NOTHING(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                void sync() throws IOException {
                    if (!seldom()) {
                        super.sync();
                    }
                }
            };
        }
    },
    /** What is visible is taken for durable. */
    DURABLE_TOO_EARLY(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                long durableSequence() {
                    return seldom() ? store.visibleSequence() + 1_000_000 : store.durableSequence();
                }
            };
        }
    },
    /** The sequence returned is not the batch's. */
    WRONG_SEQUENCE(false) {
        @Override
        Target plant(Store store, int paddingBytes) {
            return new Target(store, paddingBytes) {
                @Override
                long write(Map<Integer, Long> changes, Durability durability) throws IOException {
                    super.write(changes, durability);
                    return store.visibleSequence();
                }
            };
        }
    };

    private static final int SELDOM = 40;

    private final boolean ofSingleKeys;

    PlantedRace(boolean ofSingleKeys) {
        this.ofSingleKeys = ofSingleKeys;
    }

    /** Returns whether single keys show it, not batches. */
    boolean isOfSingleKeys() {
        return ofSingleKeys;
    }

    /** Returns the store with the bug. */
    abstract Target plant(Store store, int paddingBytes);

    private static boolean seldom() {
        return ThreadLocalRandom.current().nextInt(SELDOM) == 0;
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
