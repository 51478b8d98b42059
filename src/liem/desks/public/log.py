"""Pages and files of the transparency log for everybody: its state, its files, an entry with its proof.

The files are those of C2SP tlog-tiles, at the address that is the log's name; a web server in front may serve
the folder by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liem.adapters.papers import qr
from liem.kernel.canon import BadLeaf, parse_leaf
from liem.kernel.log import Checkpoint, Invalid, leaf_hash
from liem.kernel.log.tiles import Tile
from liem.spine.log import place, receipts, state
from liem.spine.log.models import Log
from liem.spine.maintenance import public
from liem.ui.files import BYTES, TEXT, to_keep
from liem.ui.formatting import vn_datetime, vn_number
from liem.ui.shell import Fact

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from django.http import HttpRequest

FILES: Final = re.compile(r"checkpoint|policy")
_FOREVER: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=10"


def moment_of(request: HttpRequest) -> datetime:
    """Give the moment the door has read from the clock."""
    return cast("datetime", cast("Any", request).at)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show what the log says about itself, who watches it, and how to check it without trusting us."""
    at = moment_of(request)
    context = {"log": state.shown(at=at), "maintenance": public.record(at=at)}
    return render(request, "public/log.html", context)


@require_safe
def my_case(request: HttpRequest) -> HttpResponse:
    """Show the page that finds the events of one's own case: all of it happens on the visitor's device."""
    log = reverse("public:log")
    logs = [log if number == 1 else f"{log}{number}/" for number in place.generations()] or [log]
    key, places = _("tệp-khóa"), " ".join(map(request.build_absolute_uri, logs))
    context = {
        "logs": " ".join(logs),
        "command": f"python3 liem_verify.py case {key}.txt {places} --events 3",
        "crumbs": [(_("Sổ minh bạch"), log)],
    }
    return render(request, "public/my_case.html", context)


@require_safe
def file(request: HttpRequest, name: str, generation: int = 1) -> HttpResponse | FileResponse:
    """Give a published file: ``checkpoint``, ``policy``, ``tile/…``; 404 for whatever is none."""
    del request
    log = get_object_or_404(Log, pk=generation)
    folder = place.folder_of(log).root
    if FILES.fullmatch(name):
        return _sent(folder / name, _SHORT, TEXT)
    try:
        tile = Tile.parse(name)
    except Invalid:
        raise Http404 from None
    # A partial tile gives way to the full one; both never change while they stand.
    return _sent(folder / tile.path, _FOREVER, BYTES)


def _sent(where: Path, kept: str, kind: str) -> FileResponse:
    try:
        stream = where.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Http404 from None
    answer = FileResponse(stream, content_type=kind)
    answer["Cache-Control"] = kept
    answer["Access-Control-Allow-Origin"] = "*"  # whoever checks us does so from a page of their own
    return answer


def _proven(request: HttpRequest, generation: int, index: int) -> receipts.Proven:
    found = receipts.proven_at(generation, index, at=moment_of(request))
    if found is None:
        raise Http404
    return found


@require_safe
def entry(request: HttpRequest, index: int, generation: int = 1) -> HttpResponse:
    """Show the entry at ``index``: its 152 bytes, its hash, its proof to take away."""
    found = _proven(request, generation, index)
    log = get_object_or_404(Log, pk=generation)
    facts = [
        Fact(_("Sổ"), log.origin),
        Fact(_("Mục số (đếm từ 0)"), vn_number(index)),
        Fact(_("Mã băm của lá"), leaf_hash(found.leaf).hex()),
        Fact(_("Đầu sổ có"), _("%(size)s mục") % {"size": vn_number(_size(found))}),
        Fact(_("Bên chứng kiến đã ký"), ", ".join(found.witnesses) or _("chưa có bên nào")),
    ]
    try:
        leaf = parse_leaf(found.leaf)
        facts.append(Fact(_("Lớp và giờ ghi"), f"{leaf.cls} · {vn_datetime(leaf.hour)}"))
    except BadLeaf:  # an entry of another form than ours is shown as its bytes
        pass
    named = {"generation": generation, "index": index}
    context = {
        "index": index,
        "facts": facts,
        "leaf_text": found.leaf.decode("ascii", "backslashreplace"),
        "proof_url": reverse("public:log_proof", kwargs=named),
        "sheet_url": reverse("public:log_sheet", kwargs=named),
        "leaf_url": reverse("public:log_leaf", kwargs=named),
        "crumbs": [(_("Sổ minh bạch"), reverse("public:log"))],
    }
    return render(request, "public/log_entry.html", context)


@require_safe
def sheet(request: HttpRequest, index: int, generation: int = 1) -> HttpResponse:
    """Show the receipt of an entry as a sheet to print, with its QR at the size that reads back."""
    context = sheet_of(_proven(request, generation, index))
    named = {"generation": generation, "index": index}
    context |= {"at": moment_of(request), "back": reverse("public:log_entry", kwargs=named)}
    return render(request, "public/log_sheet.html", context)


def sheet_of(found: receipts.Proven) -> dict[str, Any]:
    """Give what ``ui/receipt_sheet.html`` shows of a proof."""
    square = qr.sized(found.proof.encode_qr())
    return {
        "index": found.proof.index,
        "leaf_text": found.leaf.decode("ascii", "backslashreplace"),
        "witnesses": ", ".join(found.witnesses),
        "qr": mark_safe(square.svg),  # noqa: S308 - drawn by us from base45
        "qr_mm": round(square.size_mm),
    }


def _size(found: receipts.Proven) -> int:
    return Checkpoint.parse(found.proof.note.text).size


@require_safe
@cache_control(public=True, max_age=60)
def proof(request: HttpRequest, index: int, generation: int = 1) -> HttpResponse:
    """Give the proof of an entry as a file (C2SP tlog-proof)."""
    found = _proven(request, generation, index)
    return download(found.proof.encode(), f"muc-{index}.tlog-proof", TEXT)


@require_safe
@cache_control(public=True, max_age=3600)
def leaf(request: HttpRequest, index: int, generation: int = 1) -> HttpResponse:
    """Give the bytes of an entry as a file."""
    found = _proven(request, generation, index)
    return download(found.leaf, f"muc-{index}.leaf", BYTES)


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """Give a file to keep; whoever checks us may fetch it from a page of their own."""
    answer = to_keep(data, name, kind)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


urlpatterns = [
    path("so/", overview, name="log"),
    path("so/vu-viec/", my_case, name="my_case"),
    path("so/muc/<int:generation>/<int:index>/", entry, name="log_entry"),
    path("so/muc/<int:generation>/<int:index>/bien-nhan", proof, name="log_proof"),
    path("so/muc/<int:generation>/<int:index>/la", leaf, name="log_leaf"),
    path("so/muc/<int:generation>/<int:index>/in", sheet, name="log_sheet"),
    path("so/<int:generation>/<path:name>", file, name="log_file_of"),
    path("so/<path:name>", file, name="log_file"),
]
