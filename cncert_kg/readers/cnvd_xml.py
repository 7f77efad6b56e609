"""CNVD's shared XML, entry by entry, in constant memory.

Of an entry only facts are kept: what it says in prose and who discovered it are never read out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO
from zipfile import BadZipFile

from lxml import etree

from cncert_kg.errors import ReadError
from cncert_kg.readers import cnvd_fields as fields
from cncert_kg.readers import cnvd_stream
from cncert_kg.vulnerability import EntryProblem, Vulnerability

__all__ = ["EntryProblem", "entries"]

MAX_DEPTH = 32
MAX_TAGS = 20_000
"""Most tags of one entry; the longest known has 1,000."""
MAX_ATTRIBUTES = 64

_CONTAINERS = frozenset({"products", "cves", "cve", "bids", "bid"})
_ONE = frozenset({"number", "title", "serverity", "severity", "isEvent", "submitTime", "openTime", "patchName"})
_READ = _ONE | {"product", "cveNumber", "referenceLink", "formalWay"}
_UNREAD = frozenset({"cveUrl", "bidNumber", "bidUrl", "discovererName", "description", "patchDescription"})
_LEAVES = _READ | _UNREAD
_KNOWN = _LEAVES | _CONTAINERS
_END = b"</vulnerability>"
_TAIL = 4096
_WHOLE = re.compile(rb"</vulnerabilitys\s*>[^<]*(?:<!--|<\?|$)")
MAX_KINDS = 100
"""Most kinds of unknown elements told of one file."""
# Real files have no attribute at all, so the elements are searched only where something looks like one.
_ATTRIBUTE = re.compile(rb"=[ \t\r\n]*[\"']")
_CROWDED = etree.XPath(f"//*[count(@*) > {MAX_ATTRIBUTES}]")

Fields = dict[str, list[str]]


def entries(stream: BinaryIO, name: str) -> Iterator[Vulnerability | EntryProblem]:
    """Give the entries of a file as they are read, each after its problems. `stream` is read twice, so it can seek.

    Raises `ReadError`, in the midst of entries too; nothing of such a file may then be used: `E_EMPTY`, `E_ENCODING`,
    `E_XML`, `E_XML_DTD`, `E_XML_ROOT`, `E_XML_DEPTH`, `E_XML_SIZE`, `E_XML_TRUNCATED`, `E_UNREADABLE`.
    """
    try:
        codec, told = cnvd_stream.codec_of(stream, name)
        if told:
            yield EntryProblem("W_ENCODING", "", told)
        clean = cnvd_stream.Clean(stream, codec)
        yield from _File(name).entries(clean.pieces())
    except (OSError, EOFError, BadZipFile, zlib.error) as error:
        raise ReadError("E_UNREADABLE", f"cannot be read: {error}", name) from error
    if clean.removed:
        message = f"removed {clean.removed} control characters that XML does not allow"
        yield EntryProblem("W_CONTROL", "", message)


class _File:
    """A file being read: what of it the parser still holds, and what was told of it once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._whole = 0
        self._told: set[str] = set()
        self._bytes = self._tags = self._held = 0
        self._has_attributes = False
        self._parser = _parser()

    def entries(self, pieces: Iterator[bytes]) -> Iterator[Vulnerability | EntryProblem]:
        head = b""
        for piece in pieces:
            head += piece
            if len(head) >= cnvd_stream.HEAD:
                break
        cnvd_stream.check_prolog(head, self._name, is_whole=len(head) < cnvd_stream.HEAD)
        tail = b""
        for piece in chain([head], pieces):
            yield from self._fed(piece)
            tail = (tail + piece)[-_TAIL:]
        yield from self._last(tail)

    def _fed(self, piece: bytes) -> Iterator[Vulnerability | EntryProblem]:
        """Give the entries that end in a piece. What comes before them, or after, is counted: none may be too large."""
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise self._error(error) from None
        self._has_attributes |= _ATTRIBUTE.search(piece) is not None
        first, *others = piece.split(_END)
        self._count(first)
        for other in others:
            self._check_size(len(other), other.count(b"<"))
        whole = self._whole
        yield from self._taken()
        # Counted anew only where the parser, too, has seen an entry end: text may hold the same letters.
        if whole < self._whole:
            self._bytes = self._tags = 0
            others = others[-1:]
        for other in others:
            self._count(other)

    def _count(self, part: bytes) -> None:
        self._bytes += len(part)
        self._tags += part.count(b"<")
        self._check_size(self._bytes, self._tags)

    def _check_size(self, size: int, tags: int) -> None:
        if size > cnvd_stream.MAX_ENTRY or tags > MAX_TAGS:
            message = f"an entry after {self._whole} has more than {cnvd_stream.MAX_ENTRY} bytes or {MAX_TAGS} tags"
            raise ReadError("E_XML_SIZE", message, self._name)

    def _taken(self) -> Iterator[Vulnerability | EntryProblem]:
        """Give the entries the parser has ready, and let go of all before the last, which is emptied."""
        ready = [element for _, element in self._parser.read_events()]
        root = ready[0].getroottree().getroot() if ready else None
        elements = [element for element in ready if element.getparent() is root]
        if root is None or not elements:
            return
        self._check_attributes(root)
        for element in elements:
            self._whole += 1
            yield from self._entry(element)
        elements[-1].clear()
        index = root.index(elements[-1])
        if index >= len(elements) + self._held:
            for child in root[:index]:
                yield from self._strange(child)
        del root[:index]
        self._held = 1

    def _check_attributes(self, root: Any) -> None:
        if self._has_attributes and _CROWDED(root):
            message = f"found an element with more than {MAX_ATTRIBUTES} attributes, expected none"
            raise ReadError("E_XML_SIZE", message, self._name)

    def _strange(self, child: Any) -> Iterator[EntryProblem]:
        """Tell of an element beside the entries."""
        if child.tag != "vulnerability":
            self._leaves(child, {}, [], 2)
            yield from self._fields([child.tag], "")

    def _last(self, tail: bytes) -> Iterator[Vulnerability | EntryProblem]:
        try:
            root = self._parser.close()
        except etree.XMLSyntaxError as error:
            yield from self._taken()
            if _WHOLE.search(tail):
                raise self._error(error) from None
            message = f"the file is cut off after {self._whole} whole entries; none of them is used"
            raise ReadError("E_XML_TRUNCATED", message, self._place(error)) from None
        yield from self._taken()
        self._check_attributes(root)
        for child in root:
            yield from self._strange(child)
        if not self._whole:
            raise ReadError("E_EMPTY", "the file holds no entry", self._name)

    def _place(self, error: etree.XMLSyntaxError) -> str:
        line, column = error.position
        return f"{self._name}:{line}:{column}" if line else self._name

    def _error(self, error: etree.XMLSyntaxError) -> ReadError:
        reason = " ".join((error.msg or "not well-formed").rsplit(", line ", 1)[0].split())
        if error.code in (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG):
            code = "E_XML_DEPTH" if "depth" in reason else "E_XML_SIZE"
            expected = f"expected at most {MAX_DEPTH} levels" if "depth" in reason else "expected short names and texts"
            return ReadError(code, expected, self._place(error))
        return ReadError("E_XML", f"not well-formed: {fields.shown(reason)}", self._place(error))

    def _entry(self, element: Any) -> Iterator[Vulnerability | EntryProblem]:
        found: Fields = {}
        strange: list[str] = []
        self._leaves(element, found, strange, 2)
        told: list[tuple[str, str]] = []
        try:
            entry = _vulnerability(found, told)
        except ValueError as error:
            yield EntryProblem("E_ID", "", f"entry {self._whole} is left out: {error}")
            return
        strange += [f"a second {tag}" for tag, values in found.items() if len(values) > 1 and tag in _ONE]
        if strange:
            yield from self._fields(strange, entry.number)
        for code, message in told:
            yield EntryProblem(code, entry.number, message)
        yield entry

    def _fields(self, strange: list[str], number: str) -> Iterator[EntryProblem]:
        """Tell of elements nobody knows, of each kind once a file."""
        for kind in dict.fromkeys(strange):
            if kind not in self._told and len(self._told) < MAX_KINDS:
                self._told.add(kind)
                yield EntryProblem("W_FIELD", number, f"found {fields.shown(kind)}, which is not read")

    def _leaves(self, element: Any, found: Fields, strange: list[str], depth: int) -> None:
        """Collect the texts of the fields below an element, and the tags that nobody knows."""
        for child in element:
            tag = child.tag
            if tag not in _KNOWN:
                strange.append(tag)
            if len(child):
                if depth + 2 > MAX_DEPTH:
                    raise ReadError("E_XML_DEPTH", f"found elements more than {MAX_DEPTH} deep", self._name)
                is_container = tag in _CONTAINERS
                self._leaves(child, found if is_container else {}, strange if is_container else [], depth + 1)
                if tag in _LEAVES:
                    strange += [x.tag for x in child]
                    found.setdefault(tag, []).append("".join(child.itertext()))
            elif tag in _READ and child.text:
                found.setdefault(tag, []).append(child.text)


def _parser() -> Any:
    """Give a parser that asks nothing of disk or network; entities need a document type, refused before."""
    return etree.XMLPullParser(
        events=("end",),
        tag="vulnerability",
        encoding="utf-8",
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


def _vulnerability(found: Fields, told: list[tuple[str, str]]) -> Vulnerability:
    """Give an entry of its fields; `ValueError` where its number is none of CNVD's."""

    def one(tag: str) -> str:
        return fields.text(found[tag][0], told) if tag in found else ""

    number = fields.number(one("number"))
    title = one("title")
    if not title:
        told.append(("W_TITLE", "no title is stated"))
    way = "\n".join(found.get("formalWay", ()))
    return Vulnerability(
        number=number,
        title=title,
        severity=fields.severity(one("serverity") or one("severity"), told),
        kind=one("isEvent"),
        products=fields.each_once(fields.text(x, told) for x in found.get("product", ())),
        cves=fields.each_once(c for x in found.get("cveNumber", ()) for c in fields.cves(x, told)),
        submitted=fields.day(one("submitTime"), told),
        opened=fields.day(one("openTime"), told),
        references=fields.references("\n".join(found.get("referenceLink", ())), told),
        fix=fields.fix(way),
        fix_references=fields.fix_references(way, told),
        patch=one("patchName"),
    )
