/**
 * The stores that are compared, each behind the same few operations.
 *
 * <p>{@link io.minilsm.bench.peer.PeerCatalog} names them; {@link io.minilsm.bench.peer.Peer} is an open one, {@link
 * io.minilsm.bench.peer.PeerReader} one thread's way to read it, {@link io.minilsm.bench.peer.Fold} the checksum of
 * what was read. One class per peer; its settings are in its description. Neighbours are blind to each other.
 */
package io.minilsm.bench.peer;
