"""The zip around a Word document: opened with a measure in hand, links to the outside never followed."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from lxml import etree

from liem.adapters.documents.refusal import MIB, DocumentRefused, Limits, bomb, corrupt

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Transitional and strict Word files name the same relations under two roots; the last word is enough.
_DOCUMENT = "officeDocument"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: its short type ("header", "image"), target and whether it leaves the
    file.
    """

    type: str
    target: str
    external: bool


class WordPackage:
    """A DOCX opened for reading; use as a context manager.

    Raises :class:`DocumentRefused` on opening when the declared sizes look like a bomb, and on reading a part
    that turns out larger than it may be.
    """

    def __init__(self, path: Path, *, limits: Limits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError) as broken:
            raise corrupt("DOCX") from broken
        try:
            self._weigh(path.stat().st_size)
            self._names = set(self._zip.namelist())
            self.main_part = self._find_main_part()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> WordPackage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def has_macros(self) -> bool:
        """Tell whether the file carries a macro project (it is never loaded)."""
        return any(name.lower().endswith("vbaproject.bin") for name in self._names)

    def _weigh(self, packed: int) -> None:
        entries = self._zip.infolist()
        if len(entries) > self._limits.zip_entries:
            raise bomb(f"chứa {len(entries)} tệp con, quá mức {self._limits.zip_entries}")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > self._limits.zip_bytes:
            raise bomb(f"bung ra đến {unpacked // MIB} MB, quá mức {self._limits.zip_bytes // MIB} MB")
        if unpacked > 16 * MIB and unpacked > packed * self._limits.zip_ratio:
            raise bomb(f"bung ra gấp {unpacked // max(packed, 1)} lần cỡ tệp")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise DocumentRefused(
                "encrypted",
                "Tệp được đặt mật khẩu nén nên không đọc được.",
                "Hãy bỏ mật khẩu, lưu lại thành .docx rồi gửi lại.",
            )

    def read(self, part: str, *, limit: int | None = None) -> bytes | None:
        """Give the bytes of a part, or ``None`` when the file has no such part.

        The count is kept while inflating, because the declared size is only a promise of the sender.
        """
        if part not in self._names:
            return None
        most = self._limits.xml_bytes if limit is None else limit
        try:
            with self._zip.open(part) as stream:
                data = stream.read(most + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as broken:
            raise corrupt("DOCX") from broken
        if len(data) > most:
            raise bomb(f"phần “{part}” bung ra hơn {most // MIB} MB")
        return data

    def xml(self, part: str) -> etree._Element | None:
        """Give the root of a part, ``None`` when there is none. Entities and the network are off."""
        data = self.read(part)
        if data is None:
            return None
        return _parse(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """Give the relationships of a part by id, targets resolved to part names. Nothing is opened."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        if root is None:
            return found
        for element in root.iter(_REL):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found

    def _find_main_part(self) -> str:
        for relation in self.relations("").values():
            if relation.type == _DOCUMENT and not relation.external:
                return relation.target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise corrupt("DOCX")


# "Strict Open XML" uses other names for the same elements; one spelling inside keeps the reader simple.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


def _parse(data: bytes) -> etree._Element:
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        if getattr(broken, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError("no memory left for the parts of a Word file") from broken
        if b"<!ENTITY" in data[:65536]:
            raise bomb("khai báo thực thể XML lồng nhau") from broken
        raise corrupt("DOCX") from broken
    # Word never writes a document type; only somebody who wants entities expanded does.
    if root.getroottree().docinfo.internalDTD is not None:
        raise bomb("khai báo thực thể XML, điều Word không bao giờ làm")
    return root
