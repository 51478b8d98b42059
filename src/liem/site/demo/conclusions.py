"""What the invented papers and conclusions say: findings with their evidence, requirements with owner and day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from liem.domains.inspections.conclusion import FindingDraft, Organisation, RequirementDraft, Strength

if TYPE_CHECKING:
    from datetime import date

    from liem.domains.inspections.conclusion import Content

    from .acting import Acting, Concludes


# The words of papers and evidence where a case has none of its own.
WORDS: dict[str, str] = {
    "self_report": (
        "1. Đặc điểm: chi bộ sinh hoạt hằng tháng, có phân công theo dõi từng việc.\n"
        "2. Kết quả: đã thực hiện các nội dung trong đề cương; còn việc chậm do thiếu người ghi sổ.\n"
        "3. Hạn chế: một số chứng từ lưu chưa đủ, niêm yết chưa kịp thời.\n"
        "4. Biện pháp: bổ sung chứng từ, cử thêm người giúp giữ sổ."
    ),
    "photo": "Ảnh bảng niêm yết các khoản đóng góp tại nhà văn hóa",
    "interview": "Sổ do một mình tôi ghi. Mấy tháng bận mùa nên ghi dồn cuối tháng, chưa kịp lấy chữ ký.",
    "visit": "Bảng niêm yết có năm tờ, tờ mới nhất ghi từ hai tháng trước; sổ quỹ để tại tủ có khóa.",
    "minutes": (
        "1. Thành phần: đoàn và người giữ sổ.\n2. Nội dung: đối chiếu sổ với chứng từ, xem bảng niêm yết.\n"
        "3. Kết quả: số liệu khớp, một số chữ ký còn thiếu; hai bên thống nhất, ký tên."
    ),
    "team_report": (
        "I- Việc đã làm\nĐã xem sổ sách, làm việc trực tiếp và kiểm tra tại chỗ.\nII- Kết quả\n"
        "1. Ưu điểm: sinh hoạt đều, phân công rõ.\n2. Hạn chế: nêu trong dự thảo kèm chứng cứ.\n"
        "III- Đề nghị\n- Thông qua dự thảo, nghe đối tượng trình bày."
    ),
    "hearing_minutes": (
        "1. Đoàn trình bày dự thảo.\n2. Đối tượng trình bày, ý kiến ghi nguyên văn trong hồ sơ.\n"
        "3. Hội nghị thống nhất nội dung, giao đoàn hoàn thiện."
    ),
    "publication": "Đã công bố kết luận tại sinh hoạt chi bộ, đối tượng đã nghe và ký nhận.",
    "recheck": "Đã xem sổ thu, bảng niêm yết: các yêu cầu được làm đủ và còn giữ đúng sau sáu tháng.",
    "file_index": "Danh mục gồm quyết định, kế hoạch, báo cáo, biên bản, kết luận và tài liệu khắc phục.",
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding with what is required for it; ``within`` are the days given, 0 asks for nothing."""

    grade: str
    content: str
    text: str
    wanted: str = ""
    product: str = "Báo cáo kèm ảnh chụp sổ sách"
    within: int = 0
    gravity: str = ""
    evidence: tuple[int, ...] = (1,)
    amount: int | None = None


def concluding(
    outcome: str, strengths: tuple[tuple[str, str], ...], found: tuple[Found, ...] = ()
) -> Concludes:
    """Return what writes a conclusion with these strengths and findings into the first draft of a case."""

    def write(run: Acting, first: Content, day: date) -> Content:
        follower = run.actor(run.plan.head).person_id
        owner = run.stage.unit(run.plan.subject_unit).pk
        required = [(number, each) for number, each in enumerate(found, start=1) if each.within]
        return replace(
            first,
            strengths=tuple(Strength(content, text) for content, text in strengths),
            findings=tuple(
                FindingDraft(
                    grade=each.grade,
                    content=each.content,
                    text=each.text,
                    gravity=each.gravity,
                    evidence=each.evidence,
                    amount=each.amount,
                )
                for each in found
            ),
            requirements=tuple(
                RequirementDraft(
                    text=each.wanted,
                    findings=(number,),
                    owner_unit=owner,
                    due_on=day + timedelta(days=each.within),
                    product=each.product,
                )
                for number, each in required
            ),
            organisation=Organisation(
                follower=follower if required else None,
                report_on=day + timedelta(days=15) if required else None,
            ),
            outcome=outcome,
        )

    return write


CLEAN = concluding(
    "clean",
    (
        ("working_rules", "Sinh hoạt đều hằng tháng, nghị quyết ghi rõ việc, người làm và thời hạn."),
        ("grassroots_democracy", "Công khai các khoản thu, chi trước dân sau mỗi lần họp."),
    ),
)
DUES = concluding(
    "faulty",
    (("working_rules", "Chi bộ sinh hoạt đều, có phân công đảng viên phụ trách từng việc."),),
    (
        Found(
            grade="shortcoming",
            content="party_dues",
            text="Ba tháng đảng phí nộp chậm từ 12 đến 25 ngày, sổ thu chưa có chữ ký người nộp.",
            wanted="Nộp đủ đảng phí còn chậm, lấy đủ chữ ký trong sổ thu.",
            within=30,
            amount=1_764_000,
        ),
        Found(
            grade="limitation",
            content="finance",
            text="Quỹ chi bộ chưa kiểm kê cuối năm, số dư chưa công khai.",
            wanted="Kiểm kê quỹ, công khai số dư tại sinh hoạt chi bộ.",
            within=45,
        ),
    ),
)
AGAIN = concluding(
    "faulty",
    (("directives", "Kịp thời phổ biến chỉ thị, nghị quyết của cấp trên đến đảng viên."),),
    (
        Found(
            grade="shortcoming",
            content="party_dues",
            text="Hai tháng đảng phí thu gộp, chưa tách danh sách từng đảng viên.",
            wanted="Lập lại danh sách thu đảng phí từng tháng, có chữ ký từng người.",
            within=20,
        ),
        Found(
            grade="shortcoming",
            content="grassroots_democracy",
            text="Danh sách đóng góp làm đường chưa niêm yết, chưa có biên bản họp dân thông qua.",
            wanted="Niêm yết danh sách đóng góp và họp dân thông qua, gửi biên bản.",
            within=38,
            product="Biên bản họp dân, ảnh bảng niêm yết",
        ),
        Found(
            grade="limitation",
            content="working_rules",
            text="Hai kỳ sinh hoạt ghi biên bản chưa đủ ý kiến thảo luận.",
            wanted="Ghi đủ ý kiến trong biên bản sinh hoạt ba tháng tới.",
            within=95,
        ),
    ),
)
REMINDED = concluding(
    "faulty",
    (("citizen_reception", "Lắng nghe ý kiến của dân tại các cuộc họp."),),
    (
        Found(
            grade="shortcoming",
            content="grassroots_democracy",
            text="Bốn khoản dân đóng góp chưa niêm yết; hai trang sổ có tẩy xóa, cần làm rõ.",
            wanted="Niêm yết đủ bốn khoản, giải trình hai trang sổ.",
            within=15,
        ),
    ),
)
SIGNS = concluding(
    "discipline_due",
    (("directives", "Chi bộ đã chủ động báo cáo và hợp tác trong quá trình kiểm tra."),),
    (
        Found(
            grade="violation",
            content="finance",
            text="Giữ lại 6.400.000 đồng tiền quỹ quá ba tháng, không ghi sổ, đã tự nộp lại trước kiểm tra.",
            wanted="Lập lại sổ quỹ cả năm, bàn giao thủ quỹ mới.",
            within=40,
            gravity="minor",
            amount=6_400_000,
            evidence=(1, 2),
        ),
    ),
)
MEMBER = concluding(
    "faulty",
    (("ethics", "Gương mẫu trong xây dựng đường thôn, được bà con ghi nhận."),),
    (
        Found(
            grade="shortcoming",
            content="conduct_of_duty",
            text="Hai lần vắng họp tổ không báo trước, chưa báo cáo kết quả việc được giao.",
            wanted="Báo trước khi vắng, báo cáo kết quả từng việc tại sinh hoạt chi bộ.",
            within=60,
            product="Báo cáo tại sinh hoạt chi bộ",
        ),
    ),
)
