"""What every role may do with every route of the office: the table the matrix proves."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "a": "anonymous",
    "r": "retired",  # an account whose only mandate has ended
    "m": "member",
    "c": "cell_secretary",
    "s": "specialist",  # of the same cell
    "o": "other_cell_secretary",
    "k": "clerk",
    "h": "office_head",
    "b": "secretary",  # of the commune
    "u": "chair",  # of the people's committee beside it
    "p": "personnel",  # of the province
    "y": "keeper",
    "i": "auditor",
    "x": "stranger",  # the clerk of the neighbouring commune
    "z": "stranger_head",
    "q": "stranger_personnel",
    "t": "province_head",
    "n": "monitor",  # a commission beside the two communes, not above them
    "g": "ubkt_chair",  # of the inspection commission of the own commune
    "e": "inspector",
    "f": "inspector_two",  # kin of the member
    "d": "committee_member",  # sits in the other cell, without a duty
    "w": "stranger_chair",  # of the neighbour's inspection commission
}
IN_OFFICE = "mcsokhbupyixzqtngefdw"
GIVERS, WORKERS, READERS = "cohbuztngw", "csokhbuxztngefw", "cokhbuxztngefw"
CLERKS, PEOPLE = "khx", "pq"
INSPECTING = "cobuztngefw"  # who may hold a key to sealed letters
# who sees the task in the cell, the directive of the commune and what hangs on them; and the neighbour's
OWN, FOREIGN = "cskhbt", "xzt"


@dataclass(frozen=True)
class Rule:
    """Letters of roles: who opens with GET, who acts with POST, who sees but is told why not (403).

    ``None`` for a method the route does not know. ``foreign_*``: the same with an object of the neighbour.
    """

    get: str | None = None
    post: str | None = None
    foreign_get: str = ""
    foreign_post: str = ""
    told: str = ""
    foreign_told: str = ""
    query: str = ""
    plain: bool = False  # answers scripts: its 404 is a sentence, the same for absent and forbidden
    costly: bool = False  # makes a long paper: of those it opens to, three are asked
    ids: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, str], ...] = ()  # what a form says beside what it has to fill in

    @property
    def letters(self) -> set[str]:
        """Every role the rule names, of either side."""
        named = (self.get, self.post, self.told, self.foreign_get, self.foreign_post, self.foreign_told)
        return {letter for letters in named for letter in letters or ""}


def _of_task(*, get: bool, may: str, foreign: str, told: str, foreign_told: str) -> Rule:
    """A verb of a task: a page with a form, or a button only."""
    return Rule(
        get=may if get else None,
        post=may,
        foreign_get=foreign if get else "",
        foreign_post=foreign,
        told=told,
        foreign_told=foreign_told,
    )


def _works(*, get: bool) -> Rule:
    return _of_task(get=get, may="cs", foreign="", told="khbt", foreign_told=FOREIGN)


def _gives(*, get: bool) -> Rule:
    return _of_task(get=get, may="hbt", foreign="zt", told="c", foreign_told="")


SEEN = Rule(get=OWN, foreign_get=FOREIGN)
OF_PLANNED = (("task_id", "planned"),)
UNREAD = (("directive_id", "unread"),)
OF_SEALED = (("letter_id", "sealed_letter"),)
OF_NAMED = (("letter_id", "named_letter"),)
OF_NAME = (("request_id", "identity"),)  # the commissions keep each other's outer seals


def _of_name(*, get: bool) -> Rule:
    """A step of who keeps the outer seal of a name: of the other commission."""
    return Rule(
        get="w" if get else None,
        post="w",
        told="ge",
        foreign_get="ge" if get else "",
        foreign_post="ge",
        foreign_told="w",
        ids=OF_NAME,
    )


PEOPLE_OWN = Rule(get="p", post="p", foreign_get="pq", foreign_post="pq")

OFFICE: dict[str, Rule] = {
    "today": Rule(get=IN_OFFICE),
    "search": Rule(get=IN_OFFICE, query="?q=quy"),
    "tasks": Rule(get=WORKERS),
    "tasks_xlsx": Rule(get=WORKERS),
    "tasks_csv": Rule(get=WORKERS),
    "tasks_calendar": Rule(get=WORKERS),
    "tasks_urge": Rule(post=GIVERS),
    "tasks_urged": Rule(get=GIVERS),
    "tasks_one": SEEN,
    "tasks_acknowledge": _works(get=False),
    "tasks_progress": _works(get=True),
    "tasks_finish": _works(get=True),
    "tasks_extension": _works(get=True),
    "tasks_decide": _gives(get=True),
    "tasks_accept": _gives(get=False),
    "tasks_return": _gives(get=True),
    "tasks_urge_one": _gives(get=False),
    "tasks_withdraw": _gives(get=True),
    "tasks_cascade": _of_task(get=True, may="c", foreign="", told="hbt", foreign_told="zt"),
    "tasks_take_back": _of_task(get=False, may="c", foreign="", told="hbt", foreign_told="zt"),
    "tasks_file": SEEN,
    "tree": SEEN,
    "tree_urge": Rule(post="chbt", foreign_post="zt"),
    "tree_xlsx": SEEN,
    "unit_work": SEEN,
    "directives": Rule(get=READERS),
    "directives_send": Rule(post=CLERKS),
    "directives_by_hand": Rule(get=CLERKS, post=CLERKS),
    "directives_one": Rule(get=OWN, post="kh", foreign_get=FOREIGN, foreign_post="x"),
    "directives_progress": Rule(get="kh", foreign_get="x", ids=UNREAD),
    "directives_read_again": Rule(post="kh", foreign_post="x", ids=UNREAD),
    "directives_set_aside": Rule(get="kh", post="kh", foreign_get="x", foreign_post="x", ids=UNREAD),
    "directives_correct": Rule(get="kh", post="kh", foreign_get="x", foreign_post="x"),
    "directives_close": Rule(post="hb", foreign_post="z", told="ct", foreign_told="t"),
    "directives_assign": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z"),
    "directives_distribute": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z", ids=OF_PLANNED),
    "directives_add_task": Rule(get="khb", post="khb", foreign_get="xz", foreign_post="xz"),
    "directives_letter": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z"),
    "directives_draft_file": Rule(get="hb", foreign_get="z", query="draft"),
    "directives_letter_one": SEEN,
    "directives_letter_file": SEEN,
    "directives_undo": Rule(post="hb", foreign_post="z", told="ct", foreign_told="t"),
    "directives_file": SEEN,
    "directives_page": SEEN,
    "uploads": Rule(post=CLERKS),
    "uploads_states": Rule(get=CLERKS),
    "upload": Rule(get="k", foreign_get="x", plain=True),
    "report": Rule(get=READERS),
    "report_docx": Rule(get=READERS),
    "report_pdf": Rule(get=READERS),
    "report_xlsx": Rule(get=READERS),
    "term": Rule(get=READERS),
    "term_xlsx": Rule(get=READERS),
    "units": Rule(get=IN_OFFICE),
    "units_xlsx": Rule(get=IN_OFFICE),
    "units_csv": Rule(get=IN_OFFICE),
    "units_one": Rule(get="mcskhbpyit", foreign_get="xzqpt"),
    "units_open": Rule(get=PEOPLE, post=PEOPLE),
    "units_merge": Rule(get=PEOPLE, post=PEOPLE),
    "units_import": Rule(get=PEOPLE, post=PEOPLE),
    "units_import_units": Rule(get=PEOPLE),
    "units_import_people": Rule(get=PEOPLE),
    "units_import_preview": Rule(get="p", post="p", foreign_get="q", foreign_post="q"),
    "units_import_faults": Rule(get="p", foreign_get="q"),
    "units_rename": PEOPLE_OWN,
    "units_close": PEOPLE_OWN,
    "units_person_register": Rule(get=PEOPLE, post=PEOPLE),
    "units_person": Rule(get="p", foreign_get="pq"),
    "units_mandate_give": PEOPLE_OWN,
    "units_mandate_end": PEOPLE_OWN,
    "units_account_open": PEOPLE_OWN,
    "units_account_reset": PEOPLE_OWN,
    "units_account_close": PEOPLE_OWN,
    "units_account_factors": PEOPLE_OWN,
    "units_kin_record": PEOPLE_OWN,
    "units_kin_end": Rule(
        get="p", post="p", foreign_get="pq", foreign_post="pq", ids=(("person_id", "kin"),)
    ),
    "kin": Rule(get=IN_OFFICE, post=IN_OFFICE),
    "keys": Rule(get=INSPECTING),
    "keys_enrol": Rule(post=INSPECTING),
    "keys_open": Rule(get=INSPECTING),
    "keys_list": Rule(get=INSPECTING),
    "keys_lists": Rule(get=INSPECTING),
    "keys_letters": Rule(get=INSPECTING),
    "keys_letter": Rule(get="ge", foreign_get="w", ids=OF_SEALED),
    "keys_letter_sealed": Rule(get="ge", foreign_get="w", ids=OF_SEALED),
    "keys_letter_reply": Rule(post="ge", foreign_post="w", ids=OF_SEALED),
    "keys_letter_rewrap": Rule(post="ge", foreign_post="w", ids=OF_SEALED),
    "keys_letter_lists": Rule(get="ge", foreign_get="w", ids=(*OF_SEALED, ("unit_id", "letter_unit"))),
    "keys_identities": Rule(get=INSPECTING),
    "keys_identity": Rule(get="gew", foreign_get="gew", ids=OF_NAME),
    "keys_identity_ask": Rule(get="g", post="g", told="e", foreign_get="w", foreign_post="w", ids=OF_NAMED),
    "keys_identity_approve": _of_name(get=True),
    "keys_identity_refuse": _of_name(get=True),
    "keys_identity_hand_over": _of_name(get=False),
    "keys_identity_end": Rule(post="g", foreign_post="w", ids=OF_NAME),
    "keys_identity_outer": Rule(get="gw", told="e", foreign_get="gew", ids=OF_NAME),
    "keys_identity_inner": Rule(get="g", told="ew", foreign_get="w", foreign_told="ge", ids=OF_NAME),
    "keys_escrow": Rule(get=INSPECTING),
    "keys_escrow_divide": Rule(get="gew", post="gew", told="cobuztnf"),
    "keys_escrow_assemble": Rule(
        get="ge",
        post="ge",
        told="f",
        foreign_get="w",
        foreign_post="w",
        data=(("numbers", "1"), ("reason", "Mất máy"), ("purpose", "Thư cũ")),
    ),
    "keys_again": Rule(get="cobutzngw", post="cobutzngw", told="ef"),
    "keys_withdraw": Rule(post="g", told="ef", foreign_post="w"),
    "keys_confirm": Rule(get="ge", post="ge", told="f", foreign_get="w", foreign_post="w"),
    "keys_retire": Rule(
        get="ge", post="ge", told="f", foreign_get="w", foreign_post="w", ids=(("reader_id", "standing"),)
    ),
    "bundles": Rule(get="khxy"),
    "bundles_keys": Rule(post="khxy"),
    "bundles_card": Rule(get="khxy"),
    "bundles_trust": Rule(get="y", post="y"),
    "bundles_bring": Rule(post="khx"),
    "bundles_one": Rule(get="khy", foreign_get="x"),
    "bundles_came": Rule(get="kh", foreign_get="x"),
    "bundles_make": Rule(post="kh", foreign_post="x"),
    "bundles_file": Rule(get="kh", foreign_get="x"),
    "bundles_codes": Rule(get="kh", foreign_get="x"),
    "maintenance": Rule(get="bcountzyi"),
    "maintenance_ask": Rule(get="y", post="y"),
    "maintenance_agree": Rule(post="bti", foreign_post="izt"),
    "maintenance_refuse": Rule(get="bti", post="bti", foreign_get="izt", foreign_post="izt"),
    "maintenance_end": Rule(post="y"),
    "maintenance_jobs": Rule(get="y"),
    "maintenance_job": Rule(post="y", foreign_post="y"),
    "log": Rule(get=READERS + "iy"),
    "log_policy": Rule(post="y"),
    "log_lines": Rule(post="y"),
    "log_request": Rule(get="y"),
    # who looks after people proposes, who heads decides: by reach over the person, or the proposing unit
    "erasures": Rule(get="pqbcountz"),
    "erasures_propose": Rule(
        get="p", post="p", foreign_get="pq", foreign_post="pq", ids=(("key_id", "person"),)
    ),
    "erasures_one": Rule(get="ptbc", post="ptbc", foreign_get="pqzt", foreign_post="pqzt"),
    "ledger_open": Rule(get="bt", post="bt", foreign_get="zt", foreign_post="zt"),
    "ledger_proof": Rule(get="khbti", foreign_get=FOREIGN + "i"),
    "ledger_leaf": Rule(get="khbti", foreign_get=FOREIGN + "i"),
    "ledger_slip": Rule(get="khbti", foreign_get=FOREIGN + "i"),
    "ledger": Rule(get=READERS + "i"),
    "ledger_leaves": Rule(get=READERS + "i"),
    "ledger_one": Rule(get="khbti", foreign_get=FOREIGN + "i"),
}
OF_OBJECTS = [letter for letter in ROLES if letter not in "armyifd"]
# pages of one's own account and of everybody: by what anonymous and signed-in visitors get
# Pages for whoever comes by: everybody sees the same.
PUBLIC = (
    "log", "log_file", "log_file_of", "log_entry", "log_proof", "log_leaf", "log_sheet", "my_case",
    "draws", "draw", "draw_list", "draw_result", "draw_opening",
)  # fmt: skip
# Addresses for other systems: posts only, answered in JSON, no cookie plays a part.
MACHINE = ("bundle_offer", "bundle_part", "bundle_settle")
SIGNED_IN, ANYBODY, NOBODY = "signed in", "anybody", "nobody"
ACCOUNT: dict[str, str] = {
    "office:account": SIGNED_IN,
    "office:account_act_in": SIGNED_IN,
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": ANYBODY,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_login_webauthn": ANYBODY,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "usersessions_end": SIGNED_IN,
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_set_password": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_verify_phone": NOBODY,
    "set_language": ANYBODY,
    "ui:theme": ANYBODY,
}
# there is nothing to show or to take away before a first factor stands
WITHOUT_FACTOR = {"mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_view_recovery_codes"}
