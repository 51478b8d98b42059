"""Invented values for the gallery, where every component is seen in all its states. Developers only."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.ui.forms import DayField, DongField
from liem.ui.shell import Account, Branch, Fact, Kpi, Moment, NavItem, Office, PageImage, Region, Tab

TODAY = date(2026, 11, 22)


class SampleForm(forms.Form):
    """One field of every kind."""

    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=10,
        max_length=300,
    )
    symbol = forms.CharField(
        label=gettext_lazy("Số, ký hiệu"),
        help_text=gettext_lazy("Đúng như in trên văn bản, ví dụ 1248-CV/TU"),
    )
    issued = DayField(label=gettext_lazy("Ngày ban hành"))
    amount = DongField(label=gettext_lazy("Số tiền"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị chủ trì"))
    urgency = forms.ChoiceField(label=gettext_lazy("Độ khẩn"), widget=forms.RadioSelect)
    co_units = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị phối hợp"), widget=forms.CheckboxSelectMultiple, required=False
    )
    public = forms.BooleanField(label=gettext_lazy("Công khai trên trang của xã"), required=False)
    scan = forms.FileField(label=gettext_lazy("Bản quét"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cells = [("1", "Chi bộ thôn Sậy"), ("2", "Chi bộ thôn Trám"), ("3", "Chi bộ thôn Đồng Lau")]
        chosen: Any = self.fields
        chosen["unit"].choices = [("", _("Chọn đơn vị")), *cells]
        chosen["co_units"].choices = cells
        chosen["urgency"].choices = [("thuong", _("Thường")), ("khan", _("Khẩn")), ("hoa-toc", _("Hỏa tốc"))]


class FilterForm(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=gettext_lazy("Tìm trong danh sách"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        state: Any = self.fields["state"]
        state.choices = [("", _("Tất cả")), ("late", _("Quá hạn"))]


def _page_picture() -> str:
    """Draw a page that looks like a letter without being one."""
    lines = [(0.1, 0.06, 0.32), (0.56, 0.06, 0.34), (0.12, 0.1, 0.2), (0.62, 0.1, 0.22), (0.22, 0.18, 0.56)]
    lines += [(0.1, 0.26 + row * 0.034, 0.8 if row % 5 else 0.5) for row in range(18)]
    bars = "".join(f'<rect x="{x * 700}" y="{y * 990}" width="{w * 700}" height="9"/>' for x, y, w in lines)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="990">'
        f'<rect width="700" height="990" fill="#fff"/><g fill="#8f8a83">{bars}</g></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _nav() -> list[NavItem]:
    return [
        NavItem(_("Hôm nay"), "#hom-nay", "house", current=True, key="h"),
        NavItem(_("Văn bản đến"), "#van-ban", "inbox", 12, key="v", short=_("Văn bản")),
        NavItem(_("Nhiệm vụ"), "#nhiem-vu", "list-check", 1058, key="n"),
        NavItem(_("Cây chỉ đạo"), "#cay", "diagram-3", key="y", short=_("Chỉ đạo")),
        NavItem(_("Báo cáo"), "#bao-cao", "bar-chart", key="b"),
        NavItem(_("Đơn vị, con người"), "#don-vi", "people", key="d"),
        NavItem(_("Sổ ghi"), "#so", "journal-check", 48197, key="s"),
    ]


def _rows() -> list[dict[str, Any]]:
    rows = [
        ("NV-26-0412", _("Báo cáo kết quả tự kiểm tra quý IV"), "Chi bộ thôn Trám", date(2026, 11, 18)),
        ("NV-26-0420", _("Rà soát danh sách hộ bị ảnh hưởng bão"), "UBND xã Suối Trong", date(2026, 11, 24)),
        ("NV-26-0431", _("Niêm yết mức hỗ trợ tại nhà văn hóa thôn"), "Chi bộ thôn Sậy", date(2026, 12, 15)),
        ("NV-26-0433", _("Tuyên truyền phòng, chống lãng phí"), "Chi bộ thôn Đồng Lau", None),
    ]
    return [{"code": code, "what": what, "unit": unit, "due": due} for code, what, unit, due in rows]


def _tree() -> list[Branch]:
    cells = [
        Branch("Chi bộ thôn Trám", "#", 3, 5, late=2, who="Vi Văn Khánh"),
        Branch("Chi bộ thôn Sậy", "#", 5, 5, who="Hà Thị Nương", state=_("Xong"), level="ok"),
        Branch("Chi bộ thôn Đồng Lau", "#", 0, 5, who="Lò Văn Bình", state=_("Chưa nhận việc"), level="warn"),
    ]
    commune = Branch("Đảng ủy xã Suối Trong", "#", 8, 15, late=2, who="Lò Thị Mai", children=cells, open=True)
    other = Branch(
        "Đảng ủy xã Mường Lạn",
        "#",
        9,
        15,
        who="Cầm Bá Thước",
        state=_("Đang làm"),
        level="info",
        children=cells[1:2],
    )
    return [Branch("Tỉnh ủy An Liêm", "#", 17, 30, late=2, children=[commune, other], open=True)]


def _moments() -> list[Moment]:
    return [
        Moment(_("Ra quyết định phân công"), date(2026, 11, 18), state="late"),
        Moment(_("Báo cáo kết quả"), state="next", when_words=_("trước 25/12/2026")),
        Moment(
            _("Đôn đốc lần 2"), datetime(2026, 11, 20, 9, 20, tzinfo=UTC), _("Gửi Bí thư Đảng ủy xã"),
            who="Lò Thị Mai, Văn phòng Đảng ủy", seal=_("sổ #48.197"), seal_url="#",
        ),
        Moment(
            _("Nhận việc"), datetime(2026, 11, 12, 1, 31, tzinfo=UTC), who="Vi Văn Khánh, Bí thư chi bộ",
            seal=_("sổ #47.760"),
        ),
    ]  # fmt: skip


def gallery_context(query: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of the gallery page; `trang` in the query moves its pagination."""
    number = str(query.get("trang", "3"))
    wrong = SampleForm({"subject": "ngắn", "issued": "31/02/2026", "amount": "12,500", "urgency": "x"})
    right = SampleForm(
        auto_id="ok_%s",
        initial={
            "subject": _("Về việc báo cáo kết quả tự kiểm tra"), "symbol": "1248-CV/TU", "issued": TODAY,
            "amount": 850_000_000, "urgency": "khan", "unit": "2",
        },
    )  # fmt: skip
    regions = [
        Region("r-symbol", 0.12, 0.095, 0.21, 0.018, "v-symbol"),
        Region("r-date", 0.62, 0.095, 0.23, 0.018, "v-date"),
        Region("r-task", 0.09, 0.42, 0.82, 0.12, "v-task"),
    ]
    return {
        "office": Office(
            line="UBKT Đảng ủy xã Suối Trong", contact=_("Trụ sở: thôn Trám, xã Suối Trong"), demo=True
        ),
        "account": Account(
            "Lò Thị Mai", _("Văn thư Đảng ủy xã"), [NavItem(_("Tài khoản và bảo mật"), "#", "key")], "#"
        ),
        "masthead_links": [NavItem(_("Thông báo"), "#", "bell", 4)],
        "search_url": "/tim/",
        "nav": _nav(),
        "today": TODAY,
        "at": datetime(2026, 11, 22, 2, 46, tzinfo=UTC),
        "kpis": [
            Kpi("3", _("quá hạn"), "#", "bad"),
            Kpi("5", _("đến hạn trong 3 ngày"), "#", "warn"),
            Kpi("14", _("tôi phụ trách"), "#", current=True),
            Kpi("486.000.000 ₫", _("tổng đề nghị hỗ trợ"), wide=True),
        ],
        "tabs": [
            Tab(_("Tất cả"), "#", current=True, count=1284),
            Tab(_("Quá hạn"), "#", count=3),
            Tab(_("Đã xong"), "#"),
        ],
        "rows": _rows(),
        "page": Paginator(range(1284), 50).get_page(number),
        "filter": FilterForm({"q": "bao cao"}, auto_id="f_%s"),
        "filter_active": [(_("Quá hạn"), "?q="), ("Chi bộ thôn Trám", "?state=")],
        "wrong": wrong,
        "right": right,
        "facts": [
            Fact(_("Số, ký hiệu"), "1248-CV/TU"),
            Fact(_("Người ký"), None),
            Fact(_("Người phản ánh"), "", hidden=True),
            Fact(_("Văn bản gốc"), "cong-van-1248.pdf", url="#"),
        ],
        "tree": _tree(),
        "moments": _moments(),
        "bulk_actions": [("urge", _("Đôn đốc")), ("export", _("Xuất bảng"))],
        "pages": [PageImage(1, _page_picture(), 700, 990, regions), PageImage(2, _page_picture(), 700, 990)],
        "crumbs": [(_("Văn bản đến"), "#"), ("1248-CV/TU", "#")],
        "page_keys": {"a": _("phân công"), "e": _("báo xong")},
    }
