package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.ScopedKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditCodecTest {
    private static final String TABLE =
            "'level':0,'number':2,'sizeBytes':3,'smallestKey':'00','largestKey':'01','smallestSequence':1,"
                    + "'largestSequence':2,'entries':2,'deletes':1,'checksum':'0000abcd'";

    @Test
    void editsAreReadAsWritten() throws MalformedException {
        String json = "{'type':'Flush','added':[{" + TABLE + "}],'deleted':[{'level':1,'number':9}],"
                + "'newWals':[{'number':4,'nonce':'ffffffffffffffff','sizeBytes':5}],"
                + "'closedWals':[{'number':4,'endOffset':5,'lastSequence':6,'checksum':'ffffffff'}],"
                + "'droppedWals':[7],'keySpaces':[{'name':'a','id':16}],'flushedSequence':1,'lastSequence':2}";
        VersionEdit edit = decode(json);
        assertEquals(0xabcd, edit.addedTables().get(0).table().checksum());
        assertEquals(-1, edit.newWals().get(0).nonce());
        assertEquals(-1, edit.closedWals().get(0).checksum());
        assertEquals(json.replace('\'', '"') + "\n", new String(EditCodec.encode(edit), StandardCharsets.UTF_8));
    }

    @Test
    void longestKeysAreReadAsWritten() throws MalformedException {
        byte[] key = new byte[ScopedKey.MAX_BYTES];
        Arrays.fill(key, (byte) 0xFF);
        VersionEdit edit = VersionEdit.builder(EditType.FLUSH)
                .addTable(0, new TableMetadata(1, 2, new byte[1], key, 3, 4, 5, 0, 6))
                .build();
        assertArrayEquals(
                key,
                EditCodec.decode(EditCodec.encode(edit)).addedTables().get(0).table().largestKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "'Flush'",
                "{}",
                "{'type':null}",
                "{'type':'flush'}",
                "{'type':'Flush','new':1}",
                "{'type':'Flush','type':'Flush'}",
                "{'type':'Flush'}{}",
                "{'type':'Flush'} x",
                "{'type':'Flush'",
                "{'type':'Flush','flushedSequence':'1'}",
                "{'type':'Flush','flushedSequence':1.0}",
                "{'type':'Flush','flushedSequence':true}",
                "{'type':'Flush','flushedSequence':9223372036854775808}",
                "{'type':'Flush','flushedSequence':100000000000000000000000000000}",
                "{'type':'Flush','droppedWals':[null]}",
                "{'type':'Flush','droppedWals':7}",
                "{'type':'Flush','deleted':[null]}",
                "{'type':'Flush','deleted':[{'level':1}]}",
                "{'type':'Flush','deleted':[{'level':null,'number':1}]}",
                "{'type':'Flush','deleted':[{'level':1,'number':1,'more':1}]}",
                "{'type':'Flush','deleted':[{'level':4294967296,'number':1}]}",
                "{'type':'Flush','newWals':[{'number':4,'nonce':'fff','sizeBytes':5}]}",
                "{'type':'Flush','newWals':[{'number':4,'nonce':null,'sizeBytes':5}]}",
                "{'type':'Flush','newWals':[{'number':4,'nonce':'gggggggggggggggg','sizeBytes':5}]}",
                "{'type':'Flush','keySpaces':[{'name':null,'id':16}]}",
                "{'type':'Flush','keySpaces':[[[[[[[[]]]]]]]]}",
                "{'type':'Snapshot','snapshot':{'formatVersion':1}}",
            })
    void anythingButAnEditIsRefused(String json) {
        assertThrows(MalformedException.class, () -> decode(json));
    }

    @Test
    void tablesThatLackAFieldOrHaveABadOneAreRefused() {
        for (String field : TABLE.split(",")) {
            String name = field.substring(0, field.indexOf(':') + 1);
            for (String bad : new String[] {"", name + "null,", name + "[],", name + "'x',", name + "'0',"}) {
                String table = (TABLE + ",").replace(field + ",", bad);
                String json = "{'type':'Flush','added':[{" + table.substring(0, table.length() - 1) + "}]}";
                assertThrows(MalformedException.class, () -> decode(json), json);
            }
        }
    }

    @Test
    void randomBytesAndRandomDamageNeverEscapeAsAnythingElse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String json = "{'type':'Flush','added':[{" + TABLE + "}]}";
        byte[] good = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                EditCodec.decode(bytes);
            } catch (MalformedException e) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + ", i=" + i, e);
            }
        }
    }

    private static VersionEdit decode(String json) throws MalformedException {
        return EditCodec.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
