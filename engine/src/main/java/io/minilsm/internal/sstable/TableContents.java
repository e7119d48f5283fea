package io.minilsm.internal.sstable;

import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.filter.BloomFilter;
import io.minilsm.internal.key.Tag;
import java.io.IOException;

/**
 * All of a table but its data blocks, decoded and checked against each other. Immutable and thread-safe.
 *
 * @param footer where the parts are
 * @param filter the filter; null if the table has none
 * @param index the index
 * @param properties what the table says of itself
 */
record TableContents(TableFooter footer, BloomFilter filter, TableIndex index, TableProperties properties) {

    /** Reads the parts of the file. */
    static TableContents read(TableFile file) throws IOException {
        TableFooter footer = file.readFooter();
        BloomFilter filter = footer.filterBytes() == 0 ? null : readFilter(file, footer);
        TableIndex index = readIndex(file, footer);
        TableProperties properties = readProperties(file, footer);
        TableContents contents = new TableContents(footer, filter, index, properties);
        try {
            contents.requireAgreement();
        } catch (MalformedException e) {
            throw file.malformed("table properties", footer.propertiesOffset(), e);
        }
        return contents;
    }

    private static BloomFilter readFilter(TableFile file, TableFooter footer) throws IOException {
        int stored = (int) footer.filterBytes();
        byte[] part = file.readPart("table filter", footer.filterOffset(), stored);
        try {
            return BloomFilter.of(part, stored - StoredBlock.TRAILER_BYTES);
        } catch (MalformedException e) {
            throw file.malformed("table filter", footer.filterOffset(), e);
        }
    }

    /** Reads the index alone. */
    static TableIndex readIndex(TableFile file, TableFooter footer) throws IOException {
        int stored = (int) footer.indexBytes();
        byte[] part = file.readPart("table index", footer.indexOffset(), stored);
        try {
            int plain = stored - StoredBlock.TRAILER_BYTES;
            return TableIndex.decode(part, plain, footer.blocks(), footer.filterOffset());
        } catch (MalformedException e) {
            throw file.malformed("table index", footer.indexOffset(), e);
        }
    }

    private static TableProperties readProperties(TableFile file, TableFooter footer) throws IOException {
        int stored = (int) footer.propertiesBytes();
        byte[] part = file.readPart("table properties", footer.propertiesOffset(), stored);
        try {
            return TableProperties.decode(part, stored - StoredBlock.TRAILER_BYTES);
        } catch (MalformedException e) {
            throw file.malformed("table properties", footer.propertiesOffset(), e);
        }
    }

    private void requireAgreement() throws MalformedException {
        byte[] largest = properties.largestKey();
        byte[] smallest = properties.smallestKey();
        boolean holds = properties.blocks() == footer.blocks()
                && (properties.options().bloomBitsPerKey() == 0) == (filter == null)
                && index.find(smallest, 0, smallest.length, Tag.NEWEST) == 0
                && index.find(largest, 0, largest.length, 0) == index.blocks() - 1;
        if (!holds) {
            throw new MalformedException(
                    "properties contradict index or filter: blocks=" + properties.blocks() + ", expected="
                            + footer.blocks(),
                    0);
        }
    }
}
