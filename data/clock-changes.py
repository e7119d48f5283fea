#!/usr/bin/env python3
"""Makes clock-changes.jsonl.gz from the compiled IANA time zone database of this machine.

usage: clock-changes.py [ZONEINFO_DIRECTORY] > clock-changes.jsonl.gz

One JSON line per change of a zone's clock, in the order of time. The same input gives the same bytes.
"""
import datetime
import gzip
import io
import json
import pathlib
import struct
import sys


def block(data, at):
    """Returns the counts of the header at the offset, and the offset of what follows it."""
    if data[at:at + 4] != b"TZif":
        raise ValueError("not a TZif file")
    return struct.unpack(">6l", data[at + 20:at + 44]), at + 44


def changes(data):
    """Yields (second, offset, is_dst, abbreviation) before and after each change, from the 64-bit block of the file."""
    (isut, isstd, leaps, times, types, chars), at = block(data, 0)
    at += times * 5 + types * 6 + chars + leaps * 8 + isstd + isut
    (_, _, _, times, types, chars), at = block(data, at)
    seconds = struct.unpack(">%dq" % times, data[at:at + 8 * times])
    at += 8 * times
    indexes = data[at:at + times]
    at += times
    kinds = [struct.unpack(">lBB", data[at + 6 * i:at + 6 * i + 6]) for i in range(types)]
    at += 6 * types
    names = data[at:at + chars]

    def kind(index):
        offset, dst, name = kinds[index]
        return offset, bool(dst), names[name:names.index(b"\0", name)].decode("ascii")

    before = kind(0)
    for second, index in zip(seconds, indexes):
        after = kind(index)
        yield second, before, after
        before = after


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/zoneinfo")
    zones = [line.split()[1] for line in (root / "tzdata.zi").read_text().splitlines() if line.startswith("Z ")]
    countries = {}
    for line in (root / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            countries[zone] = country
    epoch = datetime.datetime(1970, 1, 1)
    messages = []
    for zone in zones:
        for second, before, after in changes((root / zone).read_bytes()):
            if before == after or second < -4000000000:
                continue
            at = (epoch + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
            messages.append((second, zone, {
                "id": zone + "/" + at,
                "zone": zone,
                "country": countries.get(zone),
                "at": at,
                "offset_before": before[0],
                "offset_after": after[0],
                "dst": after[1],
                "abbreviation": after[2],
            }))
    messages.sort(key=lambda message: message[:2])
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        for _, _, message in messages:
            packed.write(json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
