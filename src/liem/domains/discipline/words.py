"""The refusals of discipline in words, with article and next step; and a count of votes told line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.spine.access import Invalid

from . import votes
from .models import Form, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from liem.law import Provision

    from .law import Limit


def form_name(form: str) -> str:
    """Return the word of a form; "không kỷ luật" for the vote against."""
    if form in (votes.NONE, Form.NO_DISCIPLINE):
        return str(Form.NO_DISCIPLINE.label)
    return str(Form(form).label) if form in Form.values and form else _("chưa có hình thức nào")


def form_refusal(fault: str, *, form: str, subject: str, provision: Provision) -> Invalid:
    """Return the refusal of a form the subject cannot receive."""
    said = {"form": form_name(form), "subject": str(SubjectKind(subject).label)}
    sentences = {
        "not_discipline": _("Xóa tên không phải hình thức kỷ luật nên không ghi vào hồ sơ kỷ luật."),
        "other_side": _("“%(form)s” không phải hình thức kỷ luật áp dụng cho %(subject)s.") % said,
        "needs_post": _("Cách chức chỉ áp dụng với người đang giữ chức vụ.") % said,
        "not_for_subject": _("%(subject)s không có hình thức kỷ luật “%(form)s”.") % said,
    }
    return Invalid(
        sentences[fault],
        citation=str(provision.basis),
        next_step=_("Chọn hình thức khác trong danh sách, hoặc sửa loại đối tượng nếu ghi nhầm."),
        field="form",
    )


def ballots_refusal(wrong: votes.Mismatch, *, basis: str) -> Invalid:
    """Return the refusal of ballots that do not add up, naming both figures."""
    said = {"first": wrong.first, "second": wrong.second}
    sentences = {
        "negative": _("Số phiếu không được âm."),
        "nobody": _("Ghi tổng số người có quyền biểu quyết, lớn hơn 0."),
        "present_exceeds": _("Có mặt %(first)s người nhưng chỉ có %(second)s người có quyền biểu quyết.")
        % said,
        "issued_exceeds": _("Phát %(first)s phiếu nhưng chỉ có %(second)s người có mặt.") % said,
        "collected_exceeds": _("Thu %(first)s phiếu nhưng chỉ phát %(second)s phiếu.") % said,
        "invalid_exceeds": _("%(first)s phiếu không hợp lệ nhưng chỉ thu %(second)s phiếu.") % said,
        "sum": _(
            "Cộng phiếu của từng lựa chọn và phiếu không hợp lệ được %(first)s, nhưng thu %(second)s phiếu."
        )
        % said,
    }
    return Invalid(
        sentences[wrong.code],
        citation=basis,
        next_step=_("Đối chiếu lại biên bản kiểm phiếu; số liệu không khớp thì kết quả không có giá trị."),
        field=wrong.field,
    )


def option_refusal(form: str, subject: str, provision: Provision) -> Invalid:
    """Return the refusal of ballots for something the subject cannot receive."""
    return Invalid(
        _("Có phiếu cho “%(form)s”, nhưng %(subject)s không thể nhận hình thức này.")
        % {"form": form_name(form), "subject": str(SubjectKind(subject).label)},
        citation=str(provision.basis),
        next_step=_("Phiếu ghi hình thức không áp dụng được là phiếu không hợp lệ."),
        field="counts",
    )


def limit_refusal(limit: Limit, day: date) -> Invalid:
    """Return the refusal of a form whose limitation has run out."""
    last = limit.last or day
    return Invalid(
        _("Đã hết thời hiệu để %(form)s: ngày cuối là %(last)s, tính đến %(day)s.")
        % {"form": form_name(limit.form), "last": f"{last:%d/%m/%Y}", "day": f"{day:%d/%m/%Y}"},
        citation=limit.basis,
        next_step=_("Kiểm tra lại ngày xảy ra, ngày chấm dứt hành vi và ngày kết luận phải kỷ luật."),
        field="form",
    )


def order_refusal(fault: tuple[str, str]) -> Invalid:
    """Return the refusal of two days in the wrong order."""
    steps = {
        "proposed": _("ngày đề nghị"),
        "heard": _("ngày nghe đối tượng trình bày"),
        "voted": _("ngày biểu quyết"),
        "decided": _("ngày quyết định"),
        "notified": _("ngày giao quyết định"),
        "published": _("ngày công khai"),
    }
    first, second = fault
    if second == "today":
        words = _("%(step)s chưa đến.") % {"step": steps[first]}
        return Invalid(words[:1].upper() + words[1:], field="on")
    words = _("%(later)s không được trước %(earlier)s.") % {"later": steps[second], "earlier": steps[first]}
    return Invalid(
        words[:1].upper() + words[1:],
        citation="Quy định 21-QĐ/TW năm 2026",
        next_step=_("Kiểm tra lại ngày ghi trên giấy tờ gốc."),
        field="on",
    )


def how(
    outcome: votes.Outcome,
    ballots: votes.Ballots,
    share: Provision,
    *,
    stage: str,
    unverified: Provision | None,
) -> dict[str, Any]:
    """Return the count as plain values that stay with the vote, so that it can be told for ever."""
    return {
        "share": str(share.value),
        "needed": votes.needed(ballots.entitled, share.share()),
        "basis": str(share.basis),
        "badge": share.badge,
        "stage": stage,
        "needs_person": outcome.needs_person,
        "candidate": outcome.candidate,
        "fallback": outcome.fallback,
        "unverified": unverified.title if unverified is not None and outcome.needs_person else "",
        "unverified_needed": votes.least(ballots.entitled, unverified.share())
        if unverified is not None
        else 0,
        "lines": [
            {
                "form": line.form,
                "own": line.own,
                "carried": line.carried,
                "total": line.total,
                "of": line.of,
                "verdict": line.verdict,
            }
            for line in outcome.lines
        ],
    }


def told(how_values: Mapping[str, Any]) -> list[str]:
    """Tell a kept count line by line: what each form got, what was carried to it, whether that is enough."""
    said = []
    for line in how_values.get("lines", ()):
        values = {
            "form": form_name(line["form"]),
            "own": line["own"],
            "carried": line["carried"],
            "total": line["total"],
            "of": line["of"],
            "needed": how_values["needed"],
        }
        if line["carried"]:
            start = _(
                "%(form)s: %(own)s phiếu, cộng dồn %(carried)s phiếu của hình thức nặng hơn, được %(total)s"
            )
        else:
            start = _("%(form)s: %(own)s phiếu")
        ends = {
            "reached": _("; cần ít nhất %(needed)s trên tổng số %(of)s người: đủ."),
            "short": _("; cần ít nhất %(needed)s trên tổng số %(of)s người: chưa đủ."),
            "person": _(
                "; quá nửa của %(of)s người, nhưng hình thức này cần tỷ lệ cao hơn mà tỷ lệ đó chưa "
                "kiểm chứng."
            ),
        }
        words = (start + ends[line["verdict"]]) % values
        said.append(words[:1].upper() + words[1:])
    if how_values.get("needs_person"):
        said.append(
            _(
                "Phần mềm không tự kết luận. Quy định tham khảo, chưa kiểm chứng: %(title)s, tức là "
                "%(needed)s phiếu trở lên; đang có %(total)s. Người chủ trì đối chiếu văn bản gốc: đủ tỷ lệ "
                "thì là %(candidate)s, không đủ thì là %(fallback)s."
            )
            % {
                "title": how_values["unverified"],
                "needed": how_values["unverified_needed"],
                "total": next(one["total"] for one in how_values["lines"] if one["verdict"] == "person"),
                "candidate": form_name(how_values["candidate"]),
                "fallback": form_name(how_values["fallback"]),
            }
        )
    elif how_values.get("lines") and how_values["lines"][-1]["verdict"] == "short":
        said.append(
            _(
                "Cộng dồn đến hình thức nhẹ nhất vẫn chưa đủ nên chưa có kết quả: biểu quyết lại "
                "hoặc báo cáo cấp trên."
            )
        )
    return said
