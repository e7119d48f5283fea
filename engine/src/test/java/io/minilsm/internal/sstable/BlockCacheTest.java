package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.BlockBuilder;
import io.minilsm.internal.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockCacheTest {
    private static final int BLOCK_BYTES = 1000;

    @Test
    void capacityOfZeroCachesNothing() throws Exception {
        BlockCache cache = new BlockCache(0);
        CachedBlocks blocks = cache.register(10);
        blocks.put(3, block(10));
        assertNull(blocks.get(3));
        assertNull(blocks.peek(3));
        assertEquals(0, cache.bytes());
        assertEquals(1, cache.misses());
        blocks.close();
    }

    @Test
    void negativeCapacityIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BlockCache(-1));
    }

    @Test
    void countsHitsAndMisses() throws Exception {
        BlockCache cache = new BlockCache(1 << 20);
        CachedBlocks blocks = cache.register(10);
        byte[] block = block(BLOCK_BYTES);
        assertNull(blocks.get(3));
        blocks.put(3, block);
        assertSame(block, blocks.get(3));
        assertSame(block, blocks.peek(3));
        assertEquals(1, cache.hits());
        assertEquals(1, cache.misses());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 3000, 20_000, 100_000, 9L << 20, 70L << 20})
    void boundHoldsAndIsUsed(long capacity) throws Exception {
        Random random = new Random(capacity);
        BlockCache cache = new BlockCache(capacity);
        CachedBlocks first = cache.register(100_000);
        CachedBlocks second = cache.register(100_000);
        long offered = 0;
        for (int i = 0; i < 100_000 && offered < 3 * capacity + 100_000; i++) {
            CachedBlocks blocks = random.nextBoolean() ? first : second;
            int index = random.nextInt(100_000);
            if (blocks.get(index) == null) {
                byte[] block = block(random.nextInt(50) == 0 ? 50_000 : BLOCK_BYTES);
                offered += block.length;
                blocks.put(index, block);
            }
            if (i % 100 == 0) {
                assertTrue(cache.bytes() <= capacity, () -> "bytes=" + cache.bytes());
            }
        }
        assertTrue(cache.bytes() <= capacity);
        if (capacity >= 20_000) {
            assertTrue(cache.bytes() > capacity / 2, () -> "bytes=" + cache.bytes());
        }
        first.close();
        second.close();
        assertEquals(0, cache.bytes());
    }

    @Test
    void scanLeavesHotBlocksAlone() throws Exception {
        BlockCache cache = new BlockCache(100 * BLOCK_BYTES);
        CachedBlocks hot = cache.register(50);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 50; i++) {
                if (hot.get(i) == null) {
                    hot.put(i, block(BLOCK_BYTES));
                }
            }
        }
        CachedBlocks scanned = cache.register(10_000);
        for (int i = 0; i < 10_000; i++) {
            scanned.put(i, block(BLOCK_BYTES));
            // The hot blocks are asked for now and then.
            if (i % 20 == 0) {
                hot.get(i / 20 % 50);
            }
        }
        int left = 0;
        for (int i = 0; i < 50; i++) {
            left += hot.peek(i) == null ? 0 : 1;
        }
        assertTrue(left >= 45, "hot blocks left=" + left);
    }

    @Test
    void blocksThatComeBackSoonStay() throws Exception {
        BlockCache cache = new BlockCache(100 * BLOCK_BYTES);
        CachedBlocks blocks = cache.register(100_000);
        for (int i = 0; i < 100; i++) {
            blocks.put(i, block(BLOCK_BYTES));
        }
        for (int i = 0; i < 10; i++) {
            assertTrue(blocks.peek(i) == null, "thrown out");
            blocks.put(i, block(BLOCK_BYTES));
        }
        for (int i = 1000; i < 5000; i++) {
            blocks.put(i, block(BLOCK_BYTES));
        }
        int left = 0;
        for (int i = 0; i < 10; i++) {
            left += blocks.peek(i) == null ? 0 : 1;
        }
        // The memory of what was thrown out is a table that overwrites, so a few may be forgotten.
        assertTrue(left >= 6, "blocks left=" + left);
    }

    @Test
    void closedTableLetsNoBlockIn() throws Exception {
        BlockCache cache = new BlockCache(1 << 20);
        CachedBlocks blocks = cache.register(10);
        blocks.put(1, block(BLOCK_BYTES));
        blocks.close();
        blocks.put(2, block(BLOCK_BYTES));
        assertNull(blocks.get(1));
        assertNull(blocks.get(2));
        assertEquals(0, cache.bytes());
    }

    @Test
    void manyThreadsGetTheBlocksTheyAskFor() throws Exception {
        BlockCache cache = new BlockCache(300 * BLOCK_BYTES);
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            blocks.add(block(BLOCK_BYTES));
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    askAtRandom(cache, blocks, random);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(failure.get());
        assertEquals(0, cache.bytes());
    }

    private static void askAtRandom(BlockCache cache, List<byte[]> blocks, Random random) {
        for (int table = 0; table < 20; table++) {
            CachedBlocks cached = cache.register(blocks.size());
            for (int i = 0; i < 5000; i++) {
                int index = Math.min(random.nextInt(blocks.size()), random.nextInt(blocks.size()));
                byte[] found = cached.get(index);
                if (found == null) {
                    cached.put(index, blocks.get(index));
                } else {
                    assertSame(blocks.get(index), found);
                }
            }
            assertTrue(cache.bytes() <= cache.capacityBytes());
            cached.close();
        }
    }

    private static byte[] block(int bytes) throws MalformedException {
        BlockBuilder builder = new BlockBuilder(bytes);
        byte[] value = new byte[Math.max(0, bytes - 120)];
        builder.add(0, new byte[] {1}, 0, 1, 257, value, 0, value.length);
        int length = builder.finish();
        return Block.of(builder.array(), 0, length);
    }
}
