"""The fictional province An Liêm and its commune Cửa Rừng: units, their mergers, their people.

Everything here is invented; a place or a person of the same name is chance. All rows are made by the
actions people use.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from liem.spine.access import Actor, Duty
from liem.spine.people import actions as people
from liem.spine.people.readers import actor_of
from liem.spine.units import actions as units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.people.models import Mandate, Person
    from liem.spine.units.models import Unit

SETUP = Actor.of_schedule("thiết lập", Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
OLD, REFORM = date(2020, 8, 1), date(2025, 7, 1)
BASIS = "Quyết định giả định 01-QĐ/TU ngày 15/6/2025 về tổ chức lại đảng bộ cấp xã"

# code, name, kind, level, side, parent, from, to/successor, symbol
_PROVINCE = (
    ("TAL", "Tỉnh ủy An Liêm", "provincial_committee", "province", "party", "", "TU"),
    ("VPTU", "Văn phòng Tỉnh ủy", "party_office", "province", "party", "TAL", "VPTU"),
    ("BNC", "Ban Nội chính Tỉnh ủy", "internal_affairs_commission", "province", "party", "TAL", "BNCTU"),
    ("BTC", "Ban Tổ chức Tỉnh ủy", "party_office", "province", "party", "TAL", "BTCTU"),
    ("UBKTTU", "Ủy ban kiểm tra Tỉnh ủy", "inspection_commission", "province", "party", "TAL", "UBKTTU"),
)
_HISTORY = (
    ("HML", "Huyện ủy Mường Liêm", "district_committee", "district", "party", "TAL", "HU"),
    ("XCC", "Đảng ủy xã Cửa Rừng (cũ)", "base_committee", "base", "party", "HML", "ĐU"),
    ("XNS", "Đảng ủy xã Nậm Sậy", "base_committee", "base", "party", "HML", "ĐU"),
)
_OLD_CELLS = (
    ("CC1", "Chi bộ Ghềnh Trên", "XCC", "CB01"),
    ("CC2", "Chi bộ Ghềnh Dưới", "XCC", "CB01"),
    ("CC3", "Chi bộ bản Lành", "XCC", "CB02"),
    ("NS1", "Chi bộ Sậy Thượng", "XNS", "CB10"),
    ("NS2", "Chi bộ Sậy Hạ", "XNS", "CB10"),
    ("NS3", "Chi bộ bản Khoang", "XNS", "CB11"),
)
_COMMUNE = (
    ("XCR", "Đảng ủy xã Cửa Rừng", "commune_committee", "commune", "party", "TAL", "ĐU"),
    ("VP", "Văn phòng Đảng ủy xã", "party_office", "commune", "party", "XCR", "VPĐU"),
    ("BXD", "Ban Xây dựng Đảng xã", "party_office", "commune", "party", "XCR", "BXDĐ"),
    ("UBKT", "Ủy ban kiểm tra Đảng ủy xã", "inspection_commission", "commune", "party", "XCR", "UBKTĐU"),
    ("HDND", "Hội đồng nhân dân xã Cửa Rừng", "peoples_council", "commune", "state", "XCR", "HĐND"),
    ("UBND", "Ủy ban nhân dân xã Cửa Rừng", "peoples_committee", "commune", "state", "XCR", "UBND"),
    ("PKT", "Phòng Kinh tế", "agency", "commune", "state", "UBND", "KT"),
    ("PVX", "Phòng Văn hóa - Xã hội", "agency", "commune", "state", "UBND", "VHXH"),
    ("HCC", "Trung tâm Phục vụ hành chính công", "agency", "commune", "state", "UBND", "TTHCC"),
    ("THCS", "Trường Trung học cơ sở Cửa Rừng", "school", "commune", "state", "UBND", "THCS"),
    ("TH", "Trường Tiểu học Nậm Sậy", "school", "commune", "state", "UBND", "TH"),
    ("MN", "Trường Mầm non Cửa Rừng", "school", "commune", "state", "UBND", "MN"),
    ("TYT", "Trạm Y tế xã Cửa Rừng", "health_station", "commune", "state", "UBND", "TYT"),
    ("MTTQ", "Ủy ban Mặt trận Tổ quốc xã", "fatherland_front", "commune", "front", "XCR", "MTTQ"),
)
_NEIGHBOURS = (
    ("XST", "Đảng ủy xã Suối Trong", 6),
    ("PBM", "Đảng ủy phường Bến Mới", 8),
    ("XML", "Đảng ủy xã Mường Lành", 5),
)
# cell code, cell name, village (or None), households, border, members
_CELLS = (
    ("CB01", "thôn Ghềnh", "Ghềnh", 312, False, 34),
    ("CB02", "thôn Nà Lành", "Nà Lành", 287, False, 28),
    ("CB03", "thôn Pá Hộc", "Pá Hộc", 198, True, 19),
    ("CB04", "thôn Khe Vàng", "Khe Vàng", 264, False, 25),
    ("CB05", "thôn Vàng Bó", "Vàng Bó", 176, True, 17),
    ("CB06", "thôn Đồng Chum", "Đồng Chum", 341, False, 36),
    ("CB07", "thôn Bản Ngù", "Bản Ngù", 253, False, 23),
    ("CB08", "thôn Suối Hẹ", "Suối Hẹ", 221, True, 18),
    ("CB09", "thôn Tân Sơn", "Tân Sơn", 389, False, 41),
    ("CB10", "thôn Nậm Sậy", "Nậm Sậy", 334, False, 31),
    ("CB11", "thôn Khoang", "Khoang", 245, False, 22),
    ("CB12", "thôn Cột Mốc", "Cột Mốc", 149, True, 16),
    ("CB13", "thôn Trung Tâm", "Trung Tâm", 331, False, 38),
    ("CB14", "Trường Trung học cơ sở", None, 0, False, 24),
    ("CB15", "Trường Tiểu học và Mầm non", None, 0, False, 27),
    ("CB16", "Trạm Y tế", None, 0, False, 9),
    ("CB17", "Cơ quan xã", None, 0, False, 20),
)

_FAMILY = "Lò Vi Hà Lương Ngân Quàng Cầm Tòng Lục Hoàng Mùa Giàng Vàng Lèo Bạc Nguyễn Trần Lê Phạm Đinh Bùi Cao Phan".split()
_MIDDLE_M = "Văn Quang Minh Xuân Đức Thanh Hữu Ngọc Trọng Công".split()
_MIDDLE_F = "Thị Thu Ngọc Thanh Minh Kim Hồng Bích Mai Diệu".split()
_GIVEN_M = "An Bình Cường Chung Dũng Đạt Đông Hải Hiếu Hòa Hùng Khánh Kiên Lâm Long Nam Nghĩa Nhân Phong Phúc Quân Sơn Tâm Thắng Thiện Tiến Toàn Trung Tuấn Tùng Việt Vinh Vượng Xuân Lả Pao Chống Ơn Inh Thoan".split()
_GIVEN_F = "An Bích Chi Dung Diệp Én Giang Hà Hạnh Hằng Hiền Hoa Hương Khuyên Lan Liên Loan Mai Mến Ngân Nga Nhung Oanh Phương Quyên Quỳnh Sen Tâm Thảo Thu Thủy Tuyết Uyên Vân Xoan Yến Ban Dợ Sua Mỷ".split()


def moment(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """Return an instant (UTC) for a local day and hour."""
    return datetime.combine(day, time(hour, minute), tzinfo=LOCAL).astimezone(UTC)


def names(chance: random.Random) -> Iterator[str]:
    """Give invented full names, none twice."""
    seen: set[str] = set()
    while True:
        if chance.random() < 0.55:
            parts = chance.choice(_FAMILY), chance.choice(_MIDDLE_M), chance.choice(_GIVEN_M)
        else:
            parts = chance.choice(_FAMILY), chance.choice(_MIDDLE_F), chance.choice(_GIVEN_F)
        name = " ".join(parts)
        if name not in seen:
            seen.add(name)
            yield name


@dataclass
class World:
    """The units by code, and for each unit the actors who lead and who write, as of the days they held the
    post."""

    chance: random.Random
    units: dict[str, Unit] = field(default_factory=dict)
    mandates: dict[tuple[str, str], Mandate] = field(default_factory=dict)
    persons: dict[tuple[str, str], Person] = field(default_factory=dict)
    names: Iterator[str] = field(default_factory=lambda: iter(()))

    def actor(self, code: str, *posts: str) -> Actor:
        """Return the actor who holds the first of ``posts`` found in the unit."""
        for post in posts:
            mandate = self.mandates.get((code, post))
            if mandate is not None:
                return actor_of(mandate)
        raise KeyError((code, posts))

    def lead(self, code: str) -> Actor:
        """Return the head of a unit."""
        posts = ("secretary", "head_of_body", "inspection_chair", "village_head", "deputy_secretary")
        return self.actor(code, *posts)

    def cells(self) -> list[str]:
        """Return the codes of the commune's cells."""
        return [code for code, *_rest in _CELLS]

    # -- building

    def open(
        self,
        code: str,
        name: str,
        kind: str,
        level: str,
        side: str,
        parent: str,
        day: date,
        *,
        symbol: str = "",
        basis: str = "",
        households: int | None = None,
        border: bool = False,
    ) -> None:
        """Open a unit by the action."""
        new = units.NewUnit(
            code=code,
            name=name,
            kind=kind,
            level=level,
            side=side,
            valid_from=day,
            parent_code=parent,
            document_symbol=symbol,
            households=households,
            inhabitants=None if households is None else households * 4 + households // 4,
            border=border,
            basis=basis,
        )
        self.units[code], _receipt = units.open_unit(actor=SETUP, at=moment(day), new=new)

    def appoint(
        self, code: str, post: str, day: date, *, person: Person | None = None, key: str = ""
    ) -> Person:
        """Register a person (unless given) and give the post; ``key`` tells several of one post apart."""
        if person is None:
            born = 1960 + self.chance.randrange(40)
            person, _receipt = people.register_person(
                actor=SETUP, at=moment(day, 9), new=people.NewPerson(next(self.names), born_in=born)
            )
        parent = self.units[code].parent
        mandate, _receipt = people.give_mandate(
            actor=SETUP,
            at=moment(day, 9),
            person_id=person.pk,
            unit_id=self.units[code].pk,
            post=post,
            valid_from=day,
            appointed_by=parent.name if parent else "",
            basis=BASIS if day == REFORM else "",
        )
        mandate.person, mandate.unit = person, self.units[code]
        self.mandates.setdefault((code, key or post), mandate)
        self.persons.setdefault((code, key or post), person)
        return person


def before_reform(world: World) -> None:
    """Build the province, the district and the two old communes as they stood before 1 July 2025."""
    for code, name, kind, level, side, parent, symbol in (*_PROVINCE, *_HISTORY):
        world.open(code, name, kind, level, side, parent, OLD, symbol=symbol)
    for code, name, parent, _new in _OLD_CELLS:
        world.open(code, name, "party_cell", "cell", "party", parent, OLD)
        world.appoint(code, "secretary", OLD)
    for code, posts in (
        ("TAL", ("deputy_secretary", "office_head")),
        ("VPTU", ("head_of_body", "clerk")),
        ("BNC", ("head_of_body", "specialist")),
        ("BTC", ("head_of_body", "personnel_officer")),
        ("UBKTTU", ("head_of_body",)),
        ("HML", ("secretary", "clerk")),
        ("XCC", ("secretary", "office_head", "clerk")),
        ("XNS", ("secretary", "office_head", "clerk")),
    ):
        for post in posts:
            world.appoint(code, post, OLD)


def reform(world: World) -> None:
    """Found the new commune and its neighbours on 1 July 2025, merge what was there, close the district."""
    for code, name, kind, level, side, parent, symbol in _COMMUNE:
        world.open(code, name, kind, level, side, parent, REFORM, symbol=symbol, basis=BASIS)
    for code, place, village, households, border, _members in _CELLS:
        kind = "party_cell" if village else "base_cell"
        world.open(code, f"Chi bộ {place}", kind, "cell", "party", "XCR", REFORM, symbol="CB", basis=BASIS)
        if village:
            world.open(
                f"T{code[2:]}",
                f"Thôn {village}",
                "village",
                "village",
                "community",
                "UBND",
                REFORM,
                basis=BASIS,
                households=households,
                border=border,
            )
    for code, name, cells in _NEIGHBOURS:
        world.open(
            code, name, "commune_committee", "commune", "party", "TAL", REFORM, symbol="ĐU", basis=BASIS
        )
        for number in range(1, cells + 1):
            world.open(
                f"{code}{number:02d}",
                f"Chi bộ {number} {name.split(' ', 2)[2]}",
                "party_cell",
                "cell",
                "party",
                code,
                REFORM,
            )
    _merge(world)


def _merge(world: World) -> None:
    at = moment(REFORM, 7)
    merged: dict[str, list[str]] = {}
    for code, _name, _parent, new in _OLD_CELLS:
        merged.setdefault(new, []).append(code)
    merged["XCR"] = ["XCC", "XNS"]
    for new, old in merged.items():
        units.merge_units(
            actor=SETUP,
            at=at,
            old_ids=[world.units[code].pk for code in old],
            new_id=world.units[new].pk,
            on=REFORM,
            basis=BASIS,
        )
    units.merge_units(
        actor=SETUP,
        at=at,
        old_ids=[world.units["HML"].pk],
        new_id=world.units["TAL"].pk,
        on=REFORM,
        how="abolished",
        basis=BASIS,
    )


def people_of_commune(world: World) -> None:
    """Appoint those who serve the commune, its cells, villages and neighbours, and register all 428
    members."""
    day = REFORM
    for code, posts in (
        ("XCR", ("secretary", "deputy_secretary", "office_head", "clerk")),
        ("VP", ("head_of_body", "specialist")),
        ("BXD", ("head_of_body", "specialist")),
        ("UBKT", ("inspection_chair", "inspection_deputy")),
        ("HDND", ("head_of_body",)),
        ("UBND", ("head_of_body", "deputy_head", "clerk")),
        ("PKT", ("head_of_body", "specialist")),
        ("PVX", ("head_of_body", "specialist")),
        ("HCC", ("head_of_body", "specialist")),
        ("THCS", ("head_of_body",)),
        ("TH", ("head_of_body",)),
        ("MN", ("head_of_body",)),
        ("TYT", ("head_of_body",)),
        ("MTTQ", ("head_of_body",)),
    ):
        for post in posts:
            world.appoint(code, post, day)
    for number in range(1, 4):
        world.appoint("UBKT", "inspector", day, key=f"inspector {number}")
    world.appoint("XCR", "personnel_officer", day)
    world.appoint("XCR", "system_keeper", day)
    world.appoint("MTTQ", "auditor", day)
    for code, _place, village, _households, _border, members in _CELLS:
        secretary = world.appoint(code, "secretary", day)
        world.appoint(code, "official_member", day, person=secretary)
        if village:
            world.appoint(f"T{code[2:]}", "village_head", day)
        for number in range(members - 1):
            post = "probationary_member" if number % 14 == 13 else "official_member"
            world.appoint(code, post, day, key=f"member {number + 1}")
    for code, _name, cells in _NEIGHBOURS:
        for post in ("secretary", "office_head", "clerk"):
            world.appoint(code, post, day)
        for number in range(1, cells + 1):
            world.appoint(f"{code}{number:02d}", "secretary", day)
