"""Files that are made to hurt whoever opens them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable


def pdf_of(contents: Iterable[bytes]) -> bytes:
    """A PDF with one page for each of these content streams (compressed as zlib does)."""
    streams = list(contents)
    pages = [3 + 2 * at for at in range(len(streams))]
    kids = b" ".join(b"%d 0 R" % n for n in pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams)),
    ]
    for at, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
            b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            % (pages[at] + 1)
        )
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream)
            + stream
            + b"\nendstream"
        )
    file, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(file)
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, table, size, start)
    )


def text_page(words: str) -> bytes:
    """The content stream of a page with one line of text."""
    return zlib.compress(b"BT /F 12 Tf 72 720 Td (%s) Tj ET" % words.encode("ascii"))


def bomb(megabytes: int) -> bytes:
    """A content stream of blanks that unpacks to so many megabytes, a thousandth of it packed."""
    packer = zlib.compressobj(9)
    blanks = b" " * (1 << 20)
    return b"".join([*(packer.compress(blanks) for _ in range(megabytes)), packer.flush()])


def locked(file: bytes) -> bytes:
    """A PDF that cannot be opened without a password (ISO 32000-1, 7.6.3: no password gives the
    value under /U)."""
    lock = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
    return file.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock % (b"11" * 32, b"22" * 32))
