"""The invented directives of the demonstration: what they say, and the official paper each arrives as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liem.adapters import papers
from liem.kernel.paper import Numbered, Paper, Paragraph, Sign
from liem.law import documents

if TYPE_CHECKING:
    from datetime import date

PARTY, STATE = "party", "state"


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item as printed; ``who`` says to which unit of the commune it falls (a code, or
    "cells")."""

    text: str
    who: str
    deadline: str = ""
    product: str = ""

    def printed(self, deadline: str) -> str:
        """Return the words with the deadline put in."""
        return self.text.replace("{hạn}", deadline)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject on which superiors write; ``kind`` is the printed letters of the kind."""

    side: str
    kind: str
    subject: str
    lead_in: str
    items: tuple[Item, ...]
    closing: str = ""


_CLOSE = "Giao Văn phòng Đảng ủy theo dõi, đôn đốc và tổng hợp báo cáo kết quả thực hiện văn bản này."

TOPICS: tuple[Topic, ...] = (
    Topic(
        PARTY,
        "CV",
        "tăng cường quản lý, sử dụng quỹ của chi bộ và thôn",
        "Để việc thu, chi quỹ được công khai, đúng quy định, Ban Thường vụ yêu cầu thực hiện các nhiệm vụ sau:",
        (
            Item(
                "Các chi bộ trực thuộc rà soát sổ thu, chi quỹ, đối chiếu với chứng từ, hoàn thành {hạn}.",
                "cells",
                "date",
                "Biên bản đối chiếu quỹ",
            ),
            Item(
                "Ủy ban kiểm tra Đảng ủy hướng dẫn mẫu sổ quỹ thống nhất, gửi các chi bộ {hạn}.",
                "UBKT",
                "date",
                "Mẫu sổ quỹ",
            ),
            Item(
                "Ủy ban nhân dân xã chỉ đạo các thôn niêm yết các khoản đóng góp tự nguyện tại nhà văn hóa thôn.",
                "UBND",
                "",
                "Danh sách niêm yết",
            ),
            Item(
                "Ban Xây dựng Đảng báo cáo tình hình thu, nộp đảng phí trước ngày 25 hằng tháng.",
                "BXD",
                "monthly",
                "Báo cáo tháng",
            ),
        ),
        _CLOSE,
    ),
    Topic(
        PARTY,
        "CT",
        "phòng ngừa sai phạm nhỏ tích tụ trong quản lý đất đai, xây dựng",
        "Ban Thường vụ yêu cầu các cấp ủy, tổ chức đảng, cơ quan, đơn vị:",
        (
            Item(
                "Ủy ban nhân dân xã chủ trì, phối hợp với Phòng Kinh tế rà soát các trường hợp xây dựng chưa có giấy phép, báo cáo {hạn}.",
                "UBND",
                "date",
                "Báo cáo rà soát",
            ),
            Item(
                "Phòng Kinh tế công khai quy trình, thời hạn giải quyết thủ tục đất đai tại Trung tâm Phục vụ hành chính công {hạn}.",
                "PKT",
                "date",
                "Bảng niêm yết",
            ),
            Item(
                "Các chi bộ thôn đưa nội dung quản lý đất đai vào sinh hoạt chuyên đề quý này.",
                "cells",
                "",
                "Biên bản sinh hoạt",
            ),
            Item(
                "Ủy ban Mặt trận Tổ quốc xã tổ chức giám sát cộng đồng đối với các công trình đang thi công, báo cáo {hạn}.",
                "MTTQ",
                "date",
                "Báo cáo giám sát",
            ),
        ),
    ),
    Topic(
        STATE,
        "KH",
        "kiểm tra việc thực hiện kỷ luật, kỷ cương hành chính và giờ giấc làm việc",
        "Để thực hiện kế hoạch, các cơ quan, đơn vị triển khai các nội dung sau:",
        (
            Item(
                "Trung tâm Phục vụ hành chính công thống kê hồ sơ quá hạn và nguyên nhân, gửi về Văn phòng {hạn}.",
                "HCC",
                "date",
                "Bảng thống kê hồ sơ quá hạn",
            ),
            Item(
                "Phòng Văn hóa - Xã hội tự kiểm tra việc chi trả chế độ bảo trợ xã hội, báo cáo trong vòng 10 ngày làm việc kể từ ngày nhận được văn bản này.",
                "PVX",
                "wd10",
                "Báo cáo tự kiểm tra",
            ),
            Item(
                "Trạm Y tế xã rà soát việc cấp phát thuốc bảo hiểm y tế {hạn}.",
                "TYT",
                "date",
                "Báo cáo rà soát",
            ),
            Item(
                "Các trường học công khai các khoản thu đầu năm học {hạn}.",
                "THCS",
                "date",
                "Bảng công khai khoản thu",
            ),
        ),
    ),
    Topic(
        PARTY,
        "KH",
        "học tập, thực hiện chuẩn mực đạo đức cách mạng và văn hóa liêm chính",
        "Ban Thường vụ giao các tổ chức đảng thực hiện:",
        (
            Item(
                "Ban Xây dựng Đảng xây dựng tài liệu sinh hoạt chuyên đề, gửi các chi bộ {hạn}.",
                "BXD",
                "date",
                "Tài liệu sinh hoạt",
            ),
            Item(
                "Các chi bộ tổ chức sinh hoạt chuyên đề và đăng ký nội dung làm theo {hạn}.",
                "cells",
                "date",
                "Biên bản, bản đăng ký",
            ),
            Item("Văn phòng Đảng ủy tổng hợp, báo cáo kết quả {hạn}.", "VP", "date", "Báo cáo tổng hợp"),
        ),
    ),
    Topic(
        PARTY,
        "CV",
        "rà soát, khắc phục hạn chế sau kiểm tra, giám sát",
        "Ban Thường vụ yêu cầu:",
        (
            Item(
                "Các chi bộ được kiểm tra báo cáo kết quả khắc phục hạn chế {hạn}.",
                "cells",
                "date",
                "Báo cáo khắc phục",
            ),
            Item(
                "Ủy ban kiểm tra Đảng ủy theo dõi, đôn đốc và kiểm tra lại việc khắc phục {hạn}.",
                "UBKT",
                "date",
                "Báo cáo kiểm tra lại",
            ),
        ),
        "Các chi bộ nghiêm túc thực hiện, báo cáo về Đảng ủy (qua Ủy ban kiểm tra) khi có khó khăn, vướng mắc.",
    ),
    Topic(
        STATE,
        "CV",
        "kiểm kê tài sản công, xử lý trụ sở dôi dư sau sắp xếp",
        "Thực hiện chỉ đạo của cấp trên, đề nghị các cơ quan, đơn vị:",
        (
            Item(
                "Phòng Kinh tế lập danh mục trụ sở, tài sản dôi dư và phương án xử lý {hạn}.",
                "PKT",
                "date",
                "Danh mục tài sản",
            ),
            Item(
                "Các trường học kiểm kê tài sản, đối chiếu sổ sách {hạn}.", "TH", "date", "Biên bản kiểm kê"
            ),
            Item("Trạm Y tế xã kiểm kê trang thiết bị, báo cáo {hạn}.", "TYT", "date", "Biên bản kiểm kê"),
            Item(
                "Phòng Văn hóa - Xã hội bàn giao nhà văn hóa thôn cho cộng đồng quản lý.",
                "PVX",
                "",
                "Biên bản bàn giao",
            ),
        ),
    ),
    Topic(
        PARTY,
        "KL",
        "công tác tiếp công dân, giải quyết đơn thư và đối thoại với nhân dân",
        "Ban Thường vụ kết luận và yêu cầu thực hiện các nhiệm vụ sau:",
        (
            Item(
                "Ủy ban nhân dân xã giải quyết dứt điểm các đơn đã quá hạn, báo cáo {hạn}.",
                "UBND",
                "date",
                "Báo cáo giải quyết đơn",
            ),
            Item(
                "Văn phòng Đảng ủy niêm yết lịch tiếp công dân của đồng chí Bí thư {hạn}.",
                "VP",
                "date",
                "Lịch tiếp công dân",
            ),
            Item(
                "Các chi bộ thôn nắm tình hình, phản ánh kịp thời những việc nhân dân quan tâm, thường xuyên.",
                "cells",
                "ongoing",
                "",
            ),
            Item(
                "Ủy ban Mặt trận Tổ quốc xã phối hợp tổ chức đối thoại với nhân dân hằng quý.",
                "MTTQ",
                "",
                "Biên bản đối thoại",
            ),
        ),
    ),
    Topic(
        STATE,
        "CV",
        "chủ động ứng phó mưa lũ, thống kê thiệt hại kịp thời, đúng thực tế",
        "Ủy ban nhân dân yêu cầu:",
        (
            Item(
                "Phòng Kinh tế tổng hợp thiệt hại, báo cáo trước 15 giờ 00 hằng ngày trong thời gian có thiên tai.",
                "PKT",
                "",
                "Báo cáo nhanh",
            ),
            Item(
                "Các thôn rà soát hộ ở nơi nguy cơ sạt lở, lập danh sách gửi về xã {hạn}.",
                "UBND",
                "date",
                "Danh sách hộ",
            ),
            Item("Trạm Y tế xã chuẩn bị thuốc, vật tư y tế {hạn}.", "TYT", "date", "Báo cáo chuẩn bị"),
        ),
    ),
)


def deadline_words(kind: str, day: date) -> str:
    """Return how the paper prints the deadline of an item."""
    return f"trước ngày {day:%d/%m/%Y}" if kind == "date" else ""


def paper(
    topic: Topic,
    *,
    issuer: tuple[str, ...],
    number: int,
    symbol: str,
    place: str,
    day: date,
    deadlines: list[date],
    signer: str,
) -> Paper:
    """Return the paper of a directive in the layout that is law on its day."""
    side: documents.Side = "party" if topic.side == PARTY else "state"
    layout = documents.layout(side, day)
    kinds = {kind.abbreviation: kind.name for kind in documents.kinds(side, day)}
    blocks: list[Paragraph | Numbered] = [Paragraph(topic.lead_in)]
    for position, (item, due) in enumerate(zip(topic.items, deadlines, strict=True), start=1):
        blocks.append(Numbered(f"{position}.", item.printed(deadline_words(item.deadline, due))))
    if topic.closing:
        blocks.append(Paragraph(topic.closing))
    letter = topic.kind == "CV"
    return Paper(
        layout=layout,
        issuer=issuer,
        number=str(number),
        symbol=symbol,
        place=place,
        issued_on=day,
        kind_title=None if letter else kinds[topic.kind].upper(),
        subject=topic.subject if letter else topic.subject[0].upper() + topic.subject[1:],
        addressees=("Đảng ủy các xã, phường",) if letter else (),
        blocks=tuple(blocks),
        sign=Sign(
            authority=("T/M BAN THƯỜNG VỤ",) if side == "party" else ("TM. ỦY BAN NHÂN DÂN",),
            title="PHÓ BÍ THƯ" if side == "party" else "CHỦ TỊCH",
            name=signer,
        ),
        recipients=("Như trên", "Lưu Văn phòng"),
    )


def as_docx(made: Paper) -> bytes:
    """Return the paper as a Word file."""
    return papers.docx(made)


def as_pdf(made: Paper) -> bytes:
    """Return the paper as a PDF with text."""
    return papers.pdf(made)
