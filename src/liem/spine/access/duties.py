"""Duties (what a post may do) and posts (what a mandate names). Duties are few and named well on day one.

A post gives duties only while its mandate is in force; nothing else gives duties and there is no superuser.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """A duty: the right and the obligation to do a kind of verb, within the unit and what stands below it."""

    RECEIVE_DOCUMENTS = "receive_documents", _("Tiếp nhận, xác nhận văn bản đến")
    ASSIGN_TASKS = "assign_tasks", _("Giao nhiệm vụ, đôn đốc, nghiệm thu")
    WORK_TASKS = "work_tasks", _("Nhận việc, báo cáo tiến độ, hoàn thành")
    READ_REPORTS = "read_reports", _("Xem tiến độ và báo cáo của đơn vị và cấp dưới")
    MANAGE_UNITS = "manage_units", _("Quản lý đơn vị, sáp nhập, đổi tên")
    MANAGE_PEOPLE = "manage_people", _("Quản lý nhân sự, chức danh, tài khoản")
    INSPECT = "inspect", _("Kiểm tra, giám sát, lập chương trình, dự thảo")
    DECIDE_INSPECTIONS = "decide_inspections", _("Quyết định chương trình, cuộc kiểm tra, kết luận")
    DECIDE_DISCIPLINE = "decide_discipline", _("Chủ trì biểu quyết, quyết định kỷ luật")
    REMIND = "remind", _("Nhắc nhở sớm khuyết điểm nhỏ")
    READ_LEDGER = "read_ledger", _("Xem sổ nhật ký minh bạch")
    DECIDE_DATA = "decide_data", _("Quyết định công khai hoặc xóa dữ liệu theo luật")
    KEEP_SYSTEM = "keep_system", _("Trông coi hệ thống, không xem nội dung hồ sơ")


class Post(TextChoices):
    """A post (chức danh) that a mandate gives to a person in a unit."""

    SECRETARY = "secretary", _("Bí thư")
    DEPUTY_SECRETARY = "deputy_secretary", _("Phó Bí thư")
    HEAD_OF_BODY = "head_of_body", _("Người đứng đầu cơ quan")
    DEPUTY_HEAD = "deputy_head", _("Cấp phó của người đứng đầu")
    OFFICE_HEAD = "office_head", _("Chánh Văn phòng")
    CLERK = "clerk", _("Văn thư, tổng hợp")
    SPECIALIST = "specialist", _("Chuyên viên")
    VILLAGE_HEAD = "village_head", _("Trưởng thôn")
    INSPECTION_CHAIR = "inspection_chair", _("Chủ nhiệm Ủy ban kiểm tra")
    INSPECTION_DEPUTY = "inspection_deputy", _("Phó Chủ nhiệm Ủy ban kiểm tra")
    INSPECTOR = "inspector", _("Ủy viên Ủy ban kiểm tra")
    COMMITTEE_MEMBER = "committee_member", _("Cấp ủy viên")
    AUDITOR = "auditor", _("Người giám sát sổ")
    PERSONNEL_OFFICER = "personnel_officer", _("Cán bộ tổ chức")
    SYSTEM_KEEPER = "system_keeper", _("Người trông coi hệ thống")
    OFFICIAL_MEMBER = "official_member", _("Đảng viên chính thức")
    PROBATIONARY_MEMBER = "probationary_member", _("Đảng viên dự bị")


DUTIES: frozenset[str] = frozenset(Duty.values)

_LEADS = (Duty.ASSIGN_TASKS, Duty.WORK_TASKS, Duty.READ_REPORTS)
_INSPECTS = (Duty.INSPECT, Duty.REMIND)
_DECIDES = (Duty.DECIDE_INSPECTIONS, Duty.DECIDE_DISCIPLINE)
_HEADS = (*_LEADS, *_INSPECTS, *_DECIDES, Duty.DECIDE_DATA)
_DUTIES_OF: dict[str, tuple[Duty, ...]] = {
    Post.SECRETARY: _HEADS,
    Post.DEPUTY_SECRETARY: _HEADS,
    Post.INSPECTION_CHAIR: (*_LEADS, *_INSPECTS, *_DECIDES),
    Post.INSPECTION_DEPUTY: (*_LEADS, *_INSPECTS, *_DECIDES),
    Post.HEAD_OF_BODY: _HEADS,
    Post.DEPUTY_HEAD: (*_LEADS, *_INSPECTS),
    Post.OFFICE_HEAD: (Duty.RECEIVE_DOCUMENTS, *_LEADS),
    Post.CLERK: (Duty.RECEIVE_DOCUMENTS, Duty.WORK_TASKS, Duty.READ_REPORTS),
    Post.SPECIALIST: (Duty.WORK_TASKS,),
    Post.VILLAGE_HEAD: (Duty.WORK_TASKS,),
    Post.INSPECTOR: (Duty.WORK_TASKS, Duty.READ_REPORTS, *_INSPECTS),
    Post.COMMITTEE_MEMBER: (),
    Post.AUDITOR: (Duty.READ_LEDGER,),
    Post.PERSONNEL_OFFICER: (Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE),
    Post.SYSTEM_KEEPER: (Duty.KEEP_SYSTEM,),
    Post.OFFICIAL_MEMBER: (),
    Post.PROBATIONARY_MEMBER: (),
}
POSTS: frozenset[str] = frozenset(Post.values)


def duties_of(post: str) -> frozenset[str]:
    """Return the duties a post gives; raises ``KeyError`` for an unknown post."""
    return frozenset(_DUTIES_OF[post])
