package io.minilsm.camel.repository;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import java.util.UUID;

/**
 * The list of a group as it is in the store, and how much of it is still as it was: so an append costs the element that
 * is new. Once it was written it is a copy of its own as soon as it is changed. For one thread at a time.
 */
final class StoredList extends AbstractList<Object> implements RandomAccess {
    private final UUID version;
    private final long bytes;
    private List<Object> elements;
    private int size;
    private boolean handedOn;

    /** Elements before this index are those that are stored, and cannot have changed within. */
    private int clean;

    /**
     * Makes a list of elements that are stored all; takes them over.
     *
     * @param version of the group that it is the list of
     * @param fixed so many of the first elements are known not to change within
     * @param bytes stored size of the elements
     */
    StoredList(UUID version, List<Object> elements, int fixed, long bytes) {
        this.version = version;
        this.elements = elements;
        this.bytes = bytes;
        size = elements.size();
        clean = fixed;
        while (clean < size && !mayHaveChanged(elements.get(clean))) {
            clean++;
        }
    }

    /** Collections can be changed where they are; messages and exchanges in a group are what they were. */
    private static boolean mayHaveChanged(Object element) {
        return element instanceof List<?> || element instanceof Map<?, ?> || element instanceof Set<?>;
    }

    /** Returns how many of the first elements are stored as they are; 0 for a group of another version. */
    int clean(UUID storedVersion) {
        return version.equals(storedVersion) && !handedOn ? clean : 0;
    }

    long bytes() {
        return bytes;
    }

    /** Hands the elements on, with others behind the first so many. */
    List<Object> handOn(int firsts, List<Object> others) {
        elements.subList(firsts, elements.size()).clear();
        elements.addAll(others);
        size = elements.size();
        handedOn = true;
        return elements;
    }

    @Override
    public Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object set(int index, Object element) {
        touch(index);
        return elements.set(index, element);
    }

    @Override
    public void add(int index, Object element) {
        touch(index);
        elements.add(index, element);
        size++;
        modCount++;
    }

    @Override
    public Object remove(int index) {
        touch(index);
        size--;
        modCount++;
        return elements.remove(index);
    }

    private void touch(int index) {
        if (handedOn) {
            elements = new ArrayList<>(elements.subList(0, size));
            handedOn = false;
            clean = 0;
        }
        clean = Math.min(clean, index);
    }
}
