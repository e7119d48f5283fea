package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.version.VersionEdit.Reservation;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuperblockContentTest {
    private static final UUID OTHER_STORE = new UUID(1, 2);
    private static final SuperblockSlot OLDER = slot(6, 3, 500, 1000, 100, Edits.STORE);

    @Test
    void newestIsTheSlotOfTheHigherGenerationWhicheverItIs() {
        SuperblockSlot newer = slot(7, 3, 500, 1000, 100, Edits.STORE);
        for (SuperblockContent content : new SuperblockContent[] {
            new SuperblockContent(Edits.STORE, OLDER, newer), new SuperblockContent(Edits.STORE, newer, OLDER)
        }) {
            assertSame(newer, content.newest());
            assertSame(OLDER, content.other());
            assertFalse(content.hasDamagedSlot());
        }
    }

    @Test
    void slotAloneIsNewestAndChecked() {
        SuperblockContent first = new SuperblockContent(Edits.STORE, OLDER, null);
        SuperblockContent second = new SuperblockContent(Edits.STORE, null, OLDER);
        for (SuperblockContent content : new SuperblockContent[] {first, second}) {
            assertSame(OLDER, content.newest());
            assertNull(content.other());
            assertTrue(content.hasDamagedSlot());
            assertDoesNotThrow(content::check);
        }
        refused("superblock slot of another store", new SuperblockContent(OTHER_STORE, OLDER, null));
        refused("superblock checksum mismatch in both slots", new SuperblockContent(Edits.STORE, null, null));
    }

    @Test
    void slotsThatFollowEachOtherHold() {
        assertFollows(slot(7, 3, 500, 1000, 100, Edits.STORE));
        assertFollows(slot(7, 3, 501, 1001, 101, Edits.STORE));
        assertFollows(slot(7, 4, 499, 1000, 100, Edits.STORE));
    }

    @Test
    void slotsThatDoNotFollowEachOtherAreRefused() {
        String rule = "superblock slots do not follow each other";
        refused(rule, after(slot(8, 3, 500, 1000, 100, Edits.STORE)));
        refused(rule, after(slot(7, 2, 500, 1000, 100, Edits.STORE)));
        refused(rule, after(slot(7, 3, 499, 1000, 100, Edits.STORE)));
        refused(rule, after(slot(7, 3, 500, 999, 100, Edits.STORE)));
        refused(rule, after(slot(7, 3, 500, 1000, 99, Edits.STORE)));
    }

    @Test
    void slotOfAnotherStoreIsRefusedBeItTheNewerOrTheOlder() {
        SuperblockSlot strange = slot(7, 3, 500, 1000, 100, OTHER_STORE);
        String rule = "superblock slot of another store";
        refused(rule, new SuperblockContent(Edits.STORE, OLDER, strange));
        refused(rule, new SuperblockContent(OTHER_STORE, OLDER, strange));
    }

    @Test
    void slotIsReadAsWrittenAndOnlyFromItsOwnPlace() {
        SuperblockSlot first = slot(1, 3, 500, 1000, 100, Edits.STORE);
        byte[] page = new byte[4096];
        System.arraycopy(first.encode(), 0, page, 0, SuperblockSlot.BYTES);
        assertEquals(first, SuperblockSlot.decode(page, 1));
        assertNull(SuperblockSlot.decode(page, 0));
        page[4095] = 1;
        assertNull(SuperblockSlot.decode(page, 1));
    }

    @Test
    void slotOfGenerationZeroIsNone() {
        byte[] page = new byte[4096];
        byte[] slot = slot(0, 3, 500, 1000, 100, Edits.STORE).encode();
        System.arraycopy(slot, 0, page, 0, SuperblockSlot.BYTES);
        assertNull(SuperblockSlot.decode(page, 0));
    }

    private static void assertFollows(SuperblockSlot newer) {
        assertDoesNotThrow(after(newer)::check, newer::toString);
    }

    private static SuperblockContent after(SuperblockSlot newer) {
        return new SuperblockContent(Edits.STORE, OLDER, newer);
    }

    private static void refused(String rule, SuperblockContent content) {
        CorruptionException e = assertThrows(CorruptionException.class, content::check, content::toString);
        assertTrue(e.getMessage().startsWith(rule), e::getMessage);
    }

    private static SuperblockSlot slot(
            long generation, long manifest, long length, long sequence, long fileNumber, UUID store) {
        Reservation reservation = new Reservation(sequence, fileNumber);
        return new SuperblockSlot(generation, manifest, length, new ChainHash(1, 2), reservation, store);
    }
}
