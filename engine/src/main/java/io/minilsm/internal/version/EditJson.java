package io.minilsm.internal.version;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An edit as JSON. On disk: never change the meaning of a field. What is null or empty is left out; numbers that are a
 * pattern of bits are hex text, since many readers of JSON round integers above 2^53.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record EditJson(
        @JsonProperty(required = true) String type,
        Snapshot snapshot,
        Reserved reserved,
        List<Table> added,
        List<TableRef> deleted,
        List<Wal> newWals,
        List<ClosedWal> closedWals,
        List<Long> droppedWals,
        List<RetainedWal> retainedWals,
        List<Space> keySpaces,
        Long flushedSequence,
        Long lastSequence,
        Kept history) {

    record Snapshot(
            @JsonProperty(required = true) int formatVersion,
            @JsonProperty(required = true) String storeId,
            @JsonProperty(required = true) String comparator,
            @JsonProperty(required = true) long nextFileNumber,
            @JsonProperty(required = true) int nextSpaceId,
            @JsonProperty(required = true) int tableRecords) {}

    record Reserved(
            @JsonProperty(required = true) long sequence, @JsonProperty(required = true) long fileNumber) {}

    record Table(
            @JsonProperty(required = true) int level,
            @JsonProperty(required = true) long number,
            @JsonProperty(required = true) long sizeBytes,
            @JsonProperty(required = true) String smallestKey,
            @JsonProperty(required = true) String largestKey,
            @JsonProperty(required = true) long smallestSequence,
            @JsonProperty(required = true) long largestSequence,
            @JsonProperty(required = true) long entries,
            @JsonProperty(required = true) long deletes,
            @JsonProperty(required = true) String checksum) {}

    record TableRef(@JsonProperty(required = true) int level, @JsonProperty(required = true) long number) {}

    record Wal(
            @JsonProperty(required = true) long number,
            @JsonProperty(required = true) String nonce,
            @JsonProperty(required = true) long sizeBytes) {}

    record ClosedWal(
            @JsonProperty(required = true) long number,
            @JsonProperty(required = true) long endOffset,
            @JsonProperty(required = true) long lastSequence,
            @JsonProperty(required = true) String checksum) {}

    record RetainedWal(@JsonProperty(required = true) long number, @JsonProperty(required = true) long atMillis) {}

    record Kept(
            @JsonProperty(required = true) long floorSequence,
            @JsonProperty(required = true) long maxBytes,
            @JsonProperty(required = true) long maxAgeMillis) {}

    record Space(@JsonProperty(required = true) String name, @JsonProperty(required = true) int id) {}
}
