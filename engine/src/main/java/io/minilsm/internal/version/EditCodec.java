package io.minilsm.internal.version;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.version.VersionEdit.AddedTable;
import io.minilsm.internal.version.VersionEdit.DeletedTable;
import io.minilsm.internal.version.VersionEdit.NamedSpace;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.version.VersionEdit.RetainedWal;
import io.minilsm.internal.version.VersionEdit.SnapshotHeader;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/**
 * Edits as the JSON of the manifest's frames: one line each. Thread-safe. Decoding is strict: an unknown type or
 * field, a missing or doubled one, text where a number belongs, or anything behind the record is refused.
 */
public final class EditCodec {
    /** What a table takes in JSON beside its keys, about. */
    private static final int TABLE_BYTES = 300;

    /** Arrays in objects in arrays: an edit nests three deep. */
    private static final int MAX_DEPTH = 4;

    /** Longest run of digits, and a sign. */
    private static final int MAX_NUMBER_LENGTH = 20;

    private static final int MAX_NAME_LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool()) // The usual one leaves buffers in each thread.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(Frame.MAX_PAYLOAD_BYTES)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxStringLength(2 * ScopedKey.MAX_BYTES)
                            .build())
                    .build())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    private EditCodec() {}

    /** Returns the JSON of the edit and a line feed. */
    public static byte[] encode(VersionEdit edit) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(toJson(edit));
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("edit not encodable: type=" + edit.type(), e);
        }
    }

    /** Reads an edit from a frame's payload. Says nothing of whether it fits any state. */
    public static VersionEdit decode(byte[] payload) throws MalformedException {
        try {
            return fromJson(MAPPER.readValue(payload, EditJson.class));
        } catch (JsonProcessingException e) {
            long position = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw malformed("record is not an edit in JSON: " + e.getOriginalMessage(), (int) position, e);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed("record is not an edit: " + e.getMessage(), 0, e);
        }
    }

    /** Returns about how many bytes the table takes in a record. */
    static long estimateBytes(TableMetadata table) {
        return TABLE_BYTES + 2L * (table.smallestKey().length + table.largestKey().length);
    }

    private static MalformedException malformed(String message, int position, Exception cause) {
        MalformedException malformed = new MalformedException(message, position);
        malformed.initCause(cause);
        return malformed;
    }

    private static EditJson toJson(VersionEdit edit) {
        return new EditJson(
                edit.type().recordName(),
                edit.snapshot() == null ? null : toJson(edit.snapshot()),
                edit.reservation() == null
                        ? null
                        : new EditJson.Reserved(
                                edit.reservation().sequence(), edit.reservation().fileNumber()),
                map(edit.addedTables(), EditCodec::toJson),
                map(edit.deletedTables(), table -> new EditJson.TableRef(table.level(), table.number())),
                map(
                        edit.newWals(),
                        wal -> new EditJson.Wal(wal.number(), HEX.toHexDigits(wal.nonce()), wal.sizeBytes())),
                map(
                        edit.closedWals(),
                        wal -> new EditJson.ClosedWal(
                                wal.number(), wal.endOffset(), wal.lastSequence(), HEX.toHexDigits(wal.checksum()))),
                edit.droppedWals(),
                map(edit.retainedWals(), wal -> new EditJson.RetainedWal(wal.number(), wal.atMillis())),
                map(edit.newKeySpaces(), space -> new EditJson.Space(space.name(), space.id())),
                toJson(edit.flushedSequence()),
                toJson(edit.lastSequence()),
                toJson(edit.history()));
    }

    private static EditJson.Kept toJson(Retention history) {
        return history == null
                ? null
                : new EditJson.Kept(history.floorSequence(), history.maxBytes(), history.maxAgeMillis());
    }

    private static EditJson.Snapshot toJson(SnapshotHeader header) {
        return new EditJson.Snapshot(
                header.formatVersion(),
                header.storeId().toString(),
                header.comparator(),
                header.nextFileNumber(),
                header.nextSpaceId(),
                header.tableRecords());
    }

    private static EditJson.Table toJson(AddedTable added) {
        TableMetadata table = added.table();
        return new EditJson.Table(
                added.level(),
                table.number(),
                table.sizeBytes(),
                HEX.formatHex(table.smallestKey()),
                HEX.formatHex(table.largestKey()),
                table.smallestSequence(),
                table.largestSequence(),
                table.entries(),
                table.deletes(),
                HEX.toHexDigits(table.checksum()));
    }

    private static Long toJson(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static VersionEdit fromJson(EditJson json) {
        EditType type = EditType.of(present(json).type());
        if (type == null) {
            throw new IllegalArgumentException("unknown type: actual=" + json.type());
        }
        return new VersionEdit(
                type,
                map(json.added(), EditCodec::fromJson),
                map(json.deleted(), table -> new DeletedTable(table.level(), table.number())),
                map(json.newWals(), wal -> new WalSegment(wal.number(), longOf(wal.nonce()), wal.sizeBytes())),
                map(
                        json.closedWals(),
                        wal -> new ClosedSegment(
                                wal.number(), wal.endOffset(), wal.lastSequence(), intOf(wal.checksum()))),
                map(json.droppedWals(), number -> number),
                map(json.retainedWals(), wal -> new RetainedWal(wal.number(), wal.atMillis())),
                map(json.keySpaces(), space -> new NamedSpace(present(space.name()), space.id())),
                fromJson(json.flushedSequence()),
                fromJson(json.lastSequence()),
                json.reserved() == null
                        ? null
                        : new Reservation(
                                json.reserved().sequence(), json.reserved().fileNumber()),
                fromJson(json.history()),
                json.snapshot() == null ? null : fromJson(json.snapshot()));
    }

    private static Retention fromJson(EditJson.Kept history) {
        return history == null
                ? null
                : new Retention(history.floorSequence(), history.maxBytes(), history.maxAgeMillis());
    }

    private static SnapshotHeader fromJson(EditJson.Snapshot snapshot) {
        return new SnapshotHeader(
                snapshot.formatVersion(),
                UUID.fromString(present(snapshot.storeId())),
                present(snapshot.comparator()),
                snapshot.nextFileNumber(),
                snapshot.nextSpaceId(),
                snapshot.tableRecords());
    }

    private static AddedTable fromJson(EditJson.Table table) {
        return new AddedTable(
                table.level(),
                new TableMetadata(
                        table.number(),
                        table.sizeBytes(),
                        HEX.parseHex(present(table.smallestKey())),
                        HEX.parseHex(present(table.largestKey())),
                        table.smallestSequence(),
                        table.largestSequence(),
                        table.entries(),
                        table.deletes(),
                        intOf(table.checksum())));
    }

    private static OptionalLong fromJson(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static long longOf(String hex) {
        return fixed(hex, 2 * Long.BYTES);
    }

    private static int intOf(String hex) {
        return (int) fixed(hex, 2 * Integer.BYTES);
    }

    private static long fixed(String hex, int digits) {
        if (present(hex).length() != digits) {
            throw new IllegalArgumentException("hex digits: actual=" + hex.length() + ", expected=" + digits);
        }
        return HexFormat.fromHexDigitsToLong(hex);
    }

    private static <T> T present(T value) {
        if (value == null) {
            throw new IllegalArgumentException("null where a value belongs");
        }
        return value;
    }

    private static <A, B> List<B> map(List<A> list, Function<A, B> function) {
        return list == null ? List.of() : list.stream().map(function).toList();
    }
}
