"""What every role may do with every route of inspection; letters of roles as in ``rules.ROLES``.

A route whose answer hangs on the stage of the object has a line for each: the words after "#" name it.
"""

from __future__ import annotations

from dataclasses import replace

from desks.rules import IN_OFFICE, READERS, Rule

# who inspects or decides inspections, in whatever body; and who decides
INSPECTORS = "btuncozgefw"
DECIDERS = "btuncozgw"
# who sees the case of the own commission: its people, those above it, the secretary of the inspected cell
HERE, ABOVE = "gef", "btn"
SEERS = HERE + ABOVE + "c"
# the neighbour's: the chair of its commission, and those above it
THERE, FOREIGN_ABOVE = "w", "ztn"
FOREIGN = THERE + FOREIGN_ABOVE


def _seen(who: str = SEERS, foreign: str = FOREIGN, **ids: str) -> Rule:
    return Rule(get=who, foreign_get=foreign, ids=_renamed(ids))


def _inside(who: str = SEERS, foreign: str = FOREIGN, **ids: str) -> Rule:
    """What lies in a case: the head of the province has a post over whoever is inspected, and is told so."""
    return _closed_above(_seen(who, foreign, **ids))


def _closed_above(rule: Rule) -> Rule:
    def without(letters: str | None) -> str | None:
        return letters.replace("t", "") if letters is not None else None

    return replace(
        rule,
        get=without(rule.get),
        post=without(rule.post),
        foreign_get=without(rule.foreign_get) or "",
        foreign_post=without(rule.foreign_post) or "",
        told=rule.told + "t",
        foreign_told=rule.foreign_told + "t",
    )


def _renamed(ids: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{part}_id", source) for part, source in ids.items())


def _verb(who: str, told: str = "", foreign: str = THERE, foreign_told: str = "", **ids: str) -> Rule:
    """A page with a form: who opens it may send it."""
    return Rule(
        get=who,
        post=who,
        foreign_get=foreign,
        foreign_post=foreign,
        told=told,
        foreign_told=foreign_told,
        ids=_renamed(ids),
    )


def _decides(**ids: str) -> Rule:
    return _verb("g", "ef" + ABOVE, foreign_told=FOREIGN_ABOVE, **ids)


def _button(who: str, told: str, foreign: str = "", foreign_told: str = "", **ids: str) -> Rule:
    return replace(_verb(who, told, foreign, foreign_told, **ids), get=None, foreign_get="")


WORKBENCH: dict[str, Rule] = {
    "workbench": Rule(get=INSPECTORS),
    "workbench_list": Rule(get=INSPECTORS),
    "workbench_signing": Rule(get=DECIDERS),
    "workbench_calendar": Rule(get=INSPECTORS, post=INSPECTORS),
    "notices": Rule(get=IN_OFFICE),
    "notices_read": Rule(post=IN_OFFICE),
    "notices_open": Rule(post="g", foreign_post="w"),
    "inspections_print": _closed_above(_verb(HERE + ABOVE, foreign=FOREIGN)),
    "inspections_print_file": _inside(HERE + ABOVE, inspection="issued"),
    "inspections_print_file#not_printed": _inside("", ""),
    "procedures": Rule(get=IN_OFFICE),
    "procedures_one": Rule(get=IN_OFFICE, foreign_get=IN_OFFICE),
}

_DRAFTS = _verb(HERE)
_APPROVES = _verb("gb", foreign="wz", programme="submitted")
PROGRAMMES: dict[str, Rule] = {
    "programmes": Rule(get=INSPECTORS),
    "programmes_new": Rule(get=INSPECTORS, post=INSPECTORS),
    "programmes_one": _seen(HERE, THERE),
    "programmes_one#submitted": _seen(HERE + "b", "wz", programme="submitted"),
    "programmes_one#approved": _seen(HERE + ABOVE, programme="approved"),
    "programmes_scope": _DRAFTS,
    "programmes_subjects": _DRAFTS,
    "programmes_assign": _DRAFTS,
    "programmes_submit": _DRAFTS,
    "programmes_draw_new": _DRAFTS,
    "programmes_draw_new#approved": _verb("gb", "ef", foreign="wz", programme="approved"),
    "programmes_approve": _APPROVES,
    "programmes_deviate": _verb("gb", foreign="wz", programme="approved"),
    "programmes_close": _verb("gb", foreign="wz", programme="approved"),
    "programmes_file": _seen(HERE, THERE),
    "programmes_file#approved": _seen(HERE + ABOVE, programme="approved"),
    "programmes_item": replace(_verb(HERE), data=(("act", "change"),)),
    "programmes_item#dropped": replace(_verb(HERE), data=(("act", "drop"),)),
    "programmes_item#started": Rule(
        get=HERE + ABOVE,
        post=HERE,
        foreign_get=FOREIGN,
        foreign_post=THERE,
        data=(("act", "start"),),
        ids=(("item_id", "approved_item"),),
    ),
    "programmes_draw": replace(_verb(HERE), data=(("act", "finish"),)),
    "programmes_draw_list": _seen(HERE, THERE),
    "programmes_draw_result": _seen(HERE, THERE, draw="drawn"),
    "programmes_draw_result#open": _seen("", ""),
    "programmes_draw_file": _seen(HERE, THERE, draw="drawn"),
}

_DRAW_HOLDERS = "btuncozgefwh"
DRAWS: dict[str, Rule] = {
    "draws": Rule(get=_DRAW_HOLDERS),
    "draws_new": Rule(get=_DRAW_HOLDERS, post=_DRAW_HOLDERS),
    "draws_one": Rule(get="bht", post="bh", foreign_get="zt", foreign_post="z", data=(("act", "move_up"),)),
    "draws_openings": Rule(get="bh", foreign_get="z"),
    "draws_file": Rule(get="bht", foreign_get="zt"),
}
_HEARS = _verb("ec", "gf" + ABOVE, "", FOREIGN)
_GATHERS = _verb(HERE, ABOVE + "c", foreign_told=FOREIGN_ABOVE)
CASES: dict[str, Rule] = {
    "inspections": Rule(get=IN_OFFICE),
    "inspections_open": Rule(get=INSPECTORS, post=INSPECTORS),
    "inspections_one": _seen(),
    "inspections_step": _decides(),
    "inspections_slip": _GATHERS,
    "inspections_team": _decides(),
    "inspections_remove": _decides(person="head"),
    "inspections_extend": _decides(),
    "inspections_stop": _decides(),
    "inspections_refer": _decides(inspection="supervision"),
    # an inspection opens no inspection on a sign
    "inspections_refer#compliance": _verb("", HERE + ABOVE, "", FOREIGN),
    "inspections_hand_over": _decides(),
    "inspections_aside": _verb(HERE, ABOVE, foreign_told=FOREIGN_ABOVE),
    "inspections_paper_add": _GATHERS,
    "inspections_evidence_add": _GATHERS,
    "inspections_serve": _button(HERE, ABOVE + "c", THERE, FOREIGN_ABOVE, paper="unserved"),
    "inspections_receipt": _button("c", HERE + ABOVE, "", FOREIGN),
    "inspections_paper": _inside(),
    "inspections_paper#unserved": _inside(HERE + ABOVE, paper="unserved"),
    "inspections_paper_file": _inside(HERE + ABOVE, paper="unserved"),
    "inspections_paper_file#without": _inside("", ""),
    "inspections_paper_print": _inside(),
    "inspections_evidence_file": _inside(HERE + ABOVE),
    "inspections_statement": _HEARS,
    "inspections_self_report": _HEARS,
    "inspections_statement_file": _inside(),
    # the receiving body signs for it: the neighbour's committee, and for the neighbour's case one's own
    "inspections_handed": Rule(
        get=HERE + ABOVE + "xz",
        post="xz",
        foreign_get=FOREIGN + "khb",
        foreign_post="khb",
        told=HERE + ABOVE,
        foreign_told=FOREIGN,
    ),
}

_AUTHORS = "ge"
CONCLUSIONS: dict[str, Rule] = {
    "inspections_conclusion": Rule(
        get=HERE,  # the office is led to the form
        post=_AUTHORS,
        foreign_get=THERE,
        foreign_post=THERE,
        ids=(("inspection_id", "written"),),
    ),
    "inspections_conclusion#issued": Rule(
        get=SEERS,
        post=_AUTHORS,
        foreign_get=FOREIGN,
        foreign_post=THERE,
        ids=(("inspection_id", "issued"),),
    ),
    "inspections_conclusion_compare": _verb(_AUTHORS, inspection="written"),
    "inspections_conclusion_form": _verb(HERE, inspection="written"),
    "inspections_conclusion_ask": _button(HERE, "", THERE, inspection="written"),
    "inspections_conclusion_answer": _button(_AUTHORS, "f", THERE, question="author_question"),
    "inspections_conclusion_issue": Rule(
        get=HERE,
        post="g",
        foreign_get=THERE,
        foreign_post=THERE,
        ids=(("inspection_id", "written"),),
    ),
    "inspections_conclusion_file": _seen(HERE, THERE, inspection="written"),
    "inspections_conclusion_file#issued": _seen(inspection="issued"),
    "inspections_remedies": _seen(HERE + ABOVE, inspection="written"),
    "inspections_remedies#issued": _seen(inspection="issued"),
    "inspections_remedy": Rule(
        get=SEERS,
        post=_AUTHORS,
        foreign_get=FOREIGN,
        foreign_post=THERE,
        data=(("do", "confirm"),),
    ),
    "inspections_remedy#withdrawn": Rule(
        get=SEERS,
        post="g",
        foreign_get=FOREIGN,
        foreign_post=THERE,
        told="e",
        data=(("do", "withdraw"),),
    ),
    "inspections_remedy_file": _seen(HERE + ABOVE),
    "inspections_recheck": _verb(_AUTHORS, inspection="issued"),
    "inspections_recheck#written": _verb("", foreign="", inspection="written"),
}

# of a reminder: the member, who gave it, who looks at it again, who watches; kin of the member do not
_REVIEWS, _FOREIGN_REVIEWS = "bgt", "zwt"
REMINDERS: dict[str, Rule] = {
    "reminders": Rule(get=IN_OFFICE),
    "reminders_note": Rule(get=INSPECTORS, post=INSPECTORS),
    "reminders_one": _seen("mce" + _REVIEWS, _FOREIGN_REVIEWS),
    "reminders_answer": _verb("m", "ce" + _REVIEWS, "", _FOREIGN_REVIEWS),
    "reminders_contest": _verb("m", "ce" + _REVIEWS, "", _FOREIGN_REVIEWS),
    "reminders_uphold": _verb(_REVIEWS, "ce", _FOREIGN_REVIEWS),
    "reminders_mend": _verb("c", "e" + _REVIEWS, "", _FOREIGN_REVIEWS),
    "reminders_withdraw": _verb("c" + _REVIEWS, "e", _FOREIGN_REVIEWS),
    "reminders_file": _seen("mce" + _REVIEWS, _FOREIGN_REVIEWS),
}

_HANDLES, _FOREIGN_HANDLES = "geb", "wz"
QUESTIONS: dict[str, Rule] = {
    "questions": Rule(get=IN_OFFICE),
    "questions_one": _seen(_HANDLES, _FOREIGN_HANDLES),
    "questions_one#put": _seen(_HANDLES + "m", _FOREIGN_HANDLES, question="put"),
    "questions_ask": _verb(_HANDLES, foreign=_FOREIGN_HANDLES),
    "questions_merge": _verb(_HANDLES, foreign=_FOREIGN_HANDLES),
    "questions_answer": _verb("", _HANDLES, "", _FOREIGN_HANDLES),
    "questions_answer#put": _verb("m", _HANDLES, "", _FOREIGN_HANDLES, question="put"),
    "questions_dismiss": _verb("gb", foreign=_FOREIGN_HANDLES),
    "questions_follow": _verb("gb", foreign=_FOREIGN_HANDLES),
}

_READS = "ge" + ABOVE


def _handles(state: str) -> Rule:
    return _verb("ge", ABOVE, foreign_told=FOREIGN_ABOVE, discipline=state)


def _judges(state: str) -> Rule:
    return _verb("g", "e" + ABOVE, foreign_told=FOREIGN_ABOVE, discipline=state)


def _settles() -> Rule:
    """The complaint went to the committee: its secretary settles it."""
    return _verb("b", "getn", "z", "wtn", discipline="appealed")


def _not_now(state: str = "discipline") -> Rule:
    return _verb("", _READS, "", FOREIGN, discipline=state)


_STATES = {
    "examine": _handles("discipline"),
    "add_paper": _handles("discipline"),
    "hear": _handles("heard"),
    "notify": _handles("notified"),
    "appeal": _handles("notified"),
    "restore_rights": _handles("cancelled"),
    "record_vote": _judges("heard"),
    "refer": _judges("heard"),
    "decide": _judges("heard"),
    "decide_on_judgment": _judges("discipline"),
    "release_paper": _judges("discipline"),
    "refuse": _judges("discipline"),
    "defer": _judges("discipline"),
    "suspend": _judges("discipline"),
    "extend_suspension": _judges("discipline"),
    "lift_suspension": _judges("discipline"),
    "read_vote": _judges("voted"),
    "resume": _judges("deferred"),
    "publish": _judges("notified"),
    "cancel": _judges("notified"),
    "end_effect": _judges("notified"),
    "accept_appeal": _settles(),
    "reject_appeal": _settles(),
    "settle_appeal": _settles(),
}
_TOO_EARLY = [verb for verb, rule in _STATES.items() if ("discipline_id", "discipline") not in rule.ids]
DISCIPLINE: dict[str, Rule] = {
    "discipline": Rule(get=IN_OFFICE),
    "discipline_mine": Rule(get=IN_OFFICE),
    "discipline_propose": Rule(get=INSPECTORS, post=INSPECTORS),
    "discipline_one": _seen(_READS),
    "discipline_paper": _seen(_READS, paper="open_paper"),
    "discipline_print": _verb(_READS, foreign=FOREIGN),
    "discipline_print_file": _seen("", ""),
    "discipline_decision": _seen(_READS, discipline="notified"),
    "discipline_decision#undecided": _seen("", ""),
    **{f"discipline_{verb}": rule for verb, rule in _STATES.items()},
    **{f"discipline_{verb}#early": _not_now() for verb in _TOO_EARLY},
    # the file of the person concerned
    "discipline_mine_one": _seen("m", ""),
    "discipline_mine_answer": _verb("m", foreign=""),
    "discipline_mine_appeal": _verb("m", foreign="", discipline="notified"),
    "discipline_mine_appeal#early": _verb("", "m", foreign=""),
    "discipline_mine_withdraw": _verb("m", foreign="", discipline="appealed"),
    "discipline_mine_withdraw#early": _verb("", "m", foreign=""),
    "discipline_mine_paper": _seen("m", "", paper="open_paper"),
    "discipline_mine_paper#withheld": _seen("", "", paper="withheld_paper"),
    "discipline_mine_decision": _seen("m", "", discipline="notified"),
    "discipline_mine_decision#undecided": _seen("", ""),
}

STATISTICS: dict[str, Rule] = {
    "statistics": Rule(get=READERS),
    "statistics_xlsx": Rule(get=READERS),
    "statistics_docx": Rule(get=READERS, costly=True),
    "statistics_pdf": Rule(get=READERS, costly=True),
    # the few cases about the member are a small figure to her kin, who sees none of them
    "statistics_cases": Rule(
        get=INSPECTORS.replace("f", ""), query="?bang=year_summary&dong=members&cot=all"
    ),
    "statistics_cases#of_nothing": Rule(get=""),
    "statistics_import": Rule(get=DECIDERS, post=DECIDERS),
    "statistics_import_inspections": Rule(get=DECIDERS),
    "statistics_import_disciplines": Rule(get=DECIDERS),
    "statistics_import_preview": _verb("g", preview="table"),
    "statistics_import_faults": _seen("g", THERE, preview="table"),
}

OVERSIGHT: dict[str, Rule] = {
    **WORKBENCH,
    **PROGRAMMES,
    **DRAWS,
    **CASES,
    **CONCLUSIONS,
    **REMINDERS,
    **QUESTIONS,
    **DISCIPLINE,
    **STATISTICS,
}
