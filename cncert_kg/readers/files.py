"""Files to documents: what may be opened, in which form it is written, what its copy amounts to."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from cncert_kg.errors import ReadError, StorageError, UsageError
from cncert_kg.iris import web_iri
from cncert_kg.model import Document, Problem, Status
from cncert_kg.readers import encoding, html, paragraphs, pdf, wechat
from cncert_kg.readers.posts import Post

MAX_BYTES = 5_000_000
"""Largest document read but PDF; the longest annual report as text is a tenth of it."""

_UNSHOWN = frozenset({"Cc", "Cf", "Zl", "Zp"})
MAX_POST_BYTES = 200_000
"""Largest post read, nine times the largest known: Markdown made to be slow takes 10 s a megabyte."""

_BIZ = re.compile(r"[?&]__biz=([A-Za-z0-9+/]{4,24}={0,2})")
_BLOCKED = re.compile(r"环境异常[\s\S]{0,80}完成验证后即可继续访问")
_DELETED = re.compile(r"该内容已被发布者删除|此内容因违规无法查看|该公众号已迁移")


def inputs(paths: Iterable[Path]) -> list[Path]:
    """Give the files of `paths`, folders searched to the bottom, in one order whatever the order given.

    Hidden files are left out. Raises `UsageError` for a path that does not exist, `StorageError` for a
    folder that cannot be listed.
    """
    found: set[Path] = set()
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError("E_INPUT", "no such file or folder", str(path))
        found.update(_below(path) if path.is_dir() and not path.is_symlink() else [path])
    return sorted(found, key=lambda p: (p.name, str(p)))


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise StorageError("E_IO", f"cannot be listed: {error.strerror}", str(error.filename))

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [f for f in folders if not f.startswith(".")]
        yield from (Path(parent, f) for f in files if not f.startswith("."))


def read(path: Path) -> Document:
    """Read one file.

    Its form is known by its content, never by its name. Raises `ReadError`: `E_INPUT_KIND` for anything but a regular
    file, `E_SIZE`, `E_EMPTY`, `E_BINARY`, `E_ENCODING`, `E_NO_TEXT` for a post of images only, `E_HTML_DEPTH`, `E_PDF`
    and `E_PDF_NO_TEXT` for a page and a PDF file that cannot be read; `E_UNREADABLE` where the system refuses it.
    """
    return document(raw_bytes(path), base_name(path))


def base_name(path: Path) -> str:
    """Give the name of a file as text of one line: bytes that are no UTF-8, line breaks and controls escaped."""
    name = os.fsencode(path.name).decode("utf-8", errors="backslashreplace")
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSHOWN else c for c in name)


def raw_bytes(path: Path) -> bytes:
    """Read the bytes of a regular file without ever blocking on a pipe or a device."""
    try:
        kind = path.lstat()
        if not stat.S_ISREG(kind.st_mode):
            raise ReadError("E_INPUT_KIND", "found no regular file, expected one", base_name(path))
        with path.open("rb") as file:
            most = pdf.MAX_BYTES if pdf.is_pdf(file.read(pdf.HEAD)) else MAX_BYTES
            if kind.st_size > most:
                raise ReadError("E_SIZE", f"found {kind.st_size} bytes, expected at most {most}", base_name(path))
            file.seek(0)
            return file.read()
    except OSError as error:
        raise ReadError("E_UNREADABLE", f"cannot be read: {error.strerror}", base_name(path)) from error


def document(raw: bytes, name: str) -> Document:
    """Make a document of a file's bytes; errors as `read`."""
    if pdf.is_pdf(raw):
        return _plain(pdf.text(raw, name), name, raw, ())
    decoded, problems = encoding.decode(raw, name)
    text, more = encoding.normalise(decoded)
    if wechat.is_post(text):
        if len(raw) > MAX_POST_BYTES:
            raise ReadError("E_SIZE", f"found a post of {len(raw)} bytes, expected at most {MAX_POST_BYTES}", name)
        post = wechat.post(text)
        post.problems += _cut_short(text)
        return _post(post, name, raw, problems + more)
    if html.is_page(text):
        return _post(html.post(text, name), name, raw, problems + more)
    return _plain(paragraphs.paragraphs(text), name, raw, problems + more)


def _plain(read: tuple[str, tuple[Problem, ...]], name: str, raw: bytes, problems: tuple[Problem, ...]) -> Document:
    text, more = read
    if not text.strip():
        raise ReadError("E_EMPTY", "the file holds no text, expected a report", name)
    return Document(name, hashlib.sha256(raw).hexdigest(), text, problems=problems + more, text_sha256=_hash(text))


def _post(post: Post, name: str, raw: bytes, problems: tuple[Problem, ...]) -> Document:
    if not (post.text or post.images or post.fields.get("title")):
        raise ReadError("E_EMPTY", "the page holds no text, expected a report", name)
    url, refused = _address(post.fields.get("url", ""))
    account = _BIZ.search(url)
    return Document(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=post.text,
        status=_status(post, name),
        title=post.fields.get("title", ""),
        url=url,
        source=post.fields.get("source", ""),
        account=account[1] if account else post.account,
        published=_published(post.fields.get("date", ""), name),
        links=tuple(post.links),
        images=tuple(post.images),
        problems=problems + tuple(post.problems) + refused,
        text_sha256=_hash(post.text),
    )


def _cut_short(text: str) -> tuple[Problem, ...]:
    """Tell a post whose file breaks off: it ends inside a line, without the app's chrome or the end of a sentence."""
    last = text.rsplit("\n", 1)[-1].strip()
    if not last or last in wechat.CHROME or re.search(r"[。！？；.!?)）”>|]$", last):
        return ()
    return (Problem("W_TRUNCATED", f"the file ends inside a line: …{last[-20:]!a}", text.count("\n") + 1),)


def _address(url: str) -> tuple[str, tuple[Problem, ...]]:
    """Give a post's address, or none and a problem where it is no web address."""
    try:
        if url:
            web_iri(url)
        return url, ()
    except ValueError:
        return "", (Problem("W_LINK_SCHEME", f"the post's own address is no web address: {url[:60]!a}"),)


def _status(post: Post, name: str) -> Status:
    """Tell an empty shell, an anti-bot page and a deleted post from a report."""
    said = [line for line in post.text.split("\n") if line.strip() and line.strip() != post.fields.get("source")]
    size = sum(map(len, said))
    if size < 200 and _BLOCKED.search(post.text):
        return "blocked"
    if size < 200 and _DELETED.search(post.text):
        return "deleted"
    if not any(
        re.search(r"[。！？；，：:]|\d{3}", line) or len(line) > 60
        for line in said
        if line.strip() != post.fields.get("title")
    ):
        if len(post.images) > 3:
            raise ReadError("E_NO_TEXT", f"found {len(post.images)} images and no sentence, expected text", name)
        return "shell"
    return "full"


def _published(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ReadError(
            "E_DATE", f"found {text[:20]!r} as the date of publication, expected YYYY-MM-DD", name
        ) from None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(path: Path) -> str:
    """Give the hex SHA-256 of a file's bytes; of its name where it has no bytes to read (a pipe, a device)."""
    digest = hashlib.sha256()
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise OSError
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        digest.update(path.name.encode(errors="surrogateescape"))
    return digest.hexdigest()


def query_text(path: Path) -> str:
    """Read a SPARQL query; `UsageError` where there is no such file or no UTF-8 in it."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("E_QUERY", f"cannot be read: {error}", str(path)) from error
