package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.WriteBatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints with a {@code keyPrefix} share a store and see nothing of each other. */
class KeyPrefixTest extends CamelTest {
    private static final String KEY = MiniLsmConstants.KEY;

    @BeforeEach
    void fill() throws Exception {
        send(mine(""), Map.of("a", "1", "b", "2", "c", "3"));
        send(store("keyPrefix=n/"), Map.of("z", "before"));
        send(store("keyPrefix=o/"), Map.of("a", "behind"));
        send(store(""), Map.of("m", "plain", "m0", "plain"));
    }

    private String mine(String options) {
        return store("keyPrefix=m/" + (options.isEmpty() ? "" : "&" + options));
    }

    @Test
    void keysAreStoredBehindThePrefixAndReturnedWithoutIt() throws Exception {
        assertEquals(
                "{m=plain, m/a=1, m/b=2, m/c=3, m0=plain, n/z=before, o/a=behind}",
                scan(store("operation=SCAN&valueType=String&scanResult=MAP")));
        assertEquals("{a=1, b=2, c=3}", scan(mine("operation=SCAN&valueType=String&scanResult=MAP")));
        assertEquals("[b=2]", scan(mine("operation=GET_MANY&valueType=String"), List.of("b", "z"), "x", "y"));
        assertEquals("2", send(mine("operation=GET"), "b").getMessage().getBody(String.class));
        assertEquals(
                true, send(mine("operation=EXISTS"), "b").getMessage().getBody());
        assertEquals(
                false, send(mine("operation=EXISTS"), "m/b").getMessage().getBody());
    }

    @Test
    void rangesAndPrefixesOfMessagesStayWithinThePrefix() throws Exception {
        String scan = mine("operation=SCAN&valueType=String&scanResult=MAP");
        assertEquals("{b=2, c=3}", scan(scan, null, MiniLsmConstants.FROM, "b"));
        assertEquals("{a=1}", scan(scan, null, MiniLsmConstants.TO, "b"));
        assertEquals("{a=1, b=2, c=3}", scan(scan, null, MiniLsmConstants.FROM, ""));
        assertEquals("{}", scan(scan, null, MiniLsmConstants.TO, ""));
        byte[] highest = {(byte) 0xFF, (byte) 0xFF};
        assertEquals("{a=1, b=2, c=3}", scan(scan, null, MiniLsmConstants.TO, highest));
        assertEquals("{}", scan(scan, null, MiniLsmConstants.FROM, highest));
        assertEquals("{}", scan(scan, null, MiniLsmConstants.PREFIX, highest));
        assertEquals("{c=3, b=2, a=1}", scan(scan + "&scanReverse=true", null, MiniLsmConstants.PREFIX, ""));
        assertEquals(3L, send(mine("operation=COUNT"), null).getMessage().getBody());
    }

    @Test
    void deletesStayWithinThePrefix() throws Exception {
        send(mine("operation=DELETE"), List.of("a", "m", "n/z"));
        assertEquals(
                2L,
                send(mine("operation=DELETE_RANGE"), null, MiniLsmConstants.PREFIX, "")
                        .getMessage()
                        .getHeader(MiniLsmConstants.COUNT));
        assertEquals(
                "{m=plain, m0=plain, n/z=before, o/a=behind}",
                scan(store("operation=SCAN&valueType=String&scanResult=MAP")));
    }

    @Test
    void conditionsLookAtThePrefixedKey() throws Exception {
        assertEquals(
                true,
                send(mine("operation=PUT_IF_ABSENT"), "v", KEY, "m0").getMessage().getHeader(MiniLsmConstants.APPLIED));
        assertEquals(
                false,
                send(mine("operation=PUT_IF_ABSENT"), "v", KEY, "a").getMessage().getHeader(MiniLsmConstants.APPLIED));
        assertEquals(
                true,
                send(mine("operation=COMPARE_AND_SET"), "9", KEY, "a", MiniLsmConstants.EXPECTED_VALUE, "1")
                        .getMessage()
                        .getHeader(MiniLsmConstants.APPLIED));
        assertEquals("9", text("m/a"));
    }

    @Test
    void emptyAndOverlongKeysAreRefusedAsWithoutAPrefix() throws Exception {
        assertTrue(failure("").contains("key length out of range: actual=0"));
        String longest = "k".repeat(WriteBatch.MAX_KEY_BYTES - 2);
        send(mine(""), "v", KEY, longest);
        assertEquals("v", send(mine("operation=GET"), longest).getMessage().getBody(String.class));
        assertEquals(
                "key too long for the option keyPrefix: actual=65535, expected at most 65534 bytes",
                failure(longest + "k"));
    }

    private String failure(String key) {
        return exchange(mine(""), "v", KEY, key).getException().getMessage();
    }

    private String scan(String uri) throws Exception {
        return scan(uri, null);
    }

    private String scan(String uri, Object body, Object... headers) throws Exception {
        return send(uri, body, headers).getMessage().getBody().toString();
    }
}
