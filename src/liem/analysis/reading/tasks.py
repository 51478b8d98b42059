"""From the outline to tasks and findings: what is ordered, to whom, by when, and what only tells how things
stand."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from .bodies import is_command, lead_unit, leading_body, ordered_body
from .closings import covers_items, is_courtesy, ordered, scope, sentences
from .deadlines import find_deadlines, pick
from .drafts import Draft, Words, read_fields
from .kinds import NO_TASKS
from .outline import Node, is_heading
from .result import DueRule, Value
from .zones import Zone, heading_zone, lead_zone

_INTRODUCES = re.compile(
    r"[\s,:.]*(?:(?:giao(?: nhiem vu)?|yeu cau|de nghi|thuc hien|tap trung|chi dao|lanh dao|trien khai|"
    r"co trach nhiem|chiu trach nhiem|chu tri|phoi hop|"
    r"to chuc|phan cong|tiep tuc|nhiem vu|noi dung|cong viec|giai phap|mot so|cac|nhung|viec|tot|"
    r"nghiem|ngay|sau|day|nhu|cu the|trong tam|va|voi|don vi|"
    r"lien quan|can|phai|tham muu|theo|chu yeu|trong thoi gian toi|nghiem tuc|khan truong)[\s,:.]*)*"
)
_EXECUTES = re.compile(
    r"chiu trach nhiem thi hanh|co hieu luc|thi hanh quyet dinh nay|thi hanh nghi quyet nay"
)
_DUTY = re.compile(
    r"co trach nhiem|chiu trach nhiem|chu tri|bao cao|phoi hop|tham muu|to chuc|theo doi|thuc hien|"
    r"giam sat|kiem tra|huong dan|ban hanh|xay dung"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What governs a part: its zone, the unit and the deadline its heading or lead-in sentence names."""

    zone: Zone
    explicit: bool = False
    giver: Value[str] | None = None
    due: DueRule | None = None
    due_print: Value[str] | None = None
    parent_no: str | None = None


@dataclass(slots=True)
class Cover:
    """A line that sets a deadline for several items."""

    due: DueRule
    printed: Value[str]
    node: Node
    numbers: frozenset[str]
    is_order: bool


@dataclass(slots=True)
class TaskReader:
    """Reads tasks and findings of one outline."""

    issued: dt.date | None
    kind: str | None
    is_article: bool
    drafts: list[Draft] = field(default_factory=list)
    findings: list[tuple[int, Value[str]]] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    pending: list[tuple[Node, Context]] = field(default_factory=list)
    plains: list[tuple[Node, Context]] = field(default_factory=list)
    last_lead: int = -1
    first_item: int | None = None

    def read(self, root: Node) -> None:
        """Read the whole outline."""
        self._walk(root, Context("open"))
        if self.kind in NO_TASKS:
            return
        for node, context in self.pending:
            self._decide(node, context)
        self.drafts.sort(key=lambda draft: draft.order)
        for node, context in self.plains:
            self._close(node, context)
        if not self.drafts and not self.is_article and self.kind != "report":
            for node, context in self.plains:
                self._unnumbered(node, context)
        self.drafts.sort(key=lambda draft: draft.order)
        self._inherit()

    # The walk
    # -------------------------------------------------------------------------------------------------

    def _walk(self, node: Node, context: Context) -> None:
        current = context
        for child in node.children:
            if child.kind == "lead":
                current = self._after_lead(child, current)
            elif child.kind == "plain":
                self.plains.append((child, current))
            elif child.kind == "section":
                self._section(child, current)
            else:
                self._item(child, current)

    def _after_lead(self, node: Node, context: Context) -> Context:
        zone = lead_zone(node)
        para = node.paras[-1]
        words = Words([para])
        if zone is None:
            return context
        if zone == "task" and context.explicit and context.zone in {"finding", "background"}:
            if ordered_body(words.text, words.low) is None:
                return context
        if zone == "task":
            self.last_lead = node.order
        giver = words.unit(ordered_body(words.text, words.low, last=True)) if zone == "task" else None
        due = pick(find_deadlines(words.text, self.issued)) if zone == "task" else None
        printed = words.value("", due.start, due.end) if due else None
        return Context(
            zone,
            zone == "task",
            giver or context.giver,
            due.rule if due else context.due,
            printed or context.due_print,
            context.parent_no,
        )

    def _section(self, node: Node, context: Context) -> None:
        own = heading_zone(node, context.zone, self.kind)
        has_items = any(child.kind == "item" for child in node.walk()[1:])
        first = node.paras[0]
        if (
            own is None
            and not has_items
            and not node.children
            and node.label
            and context.zone in {"task", "open"}
            and not is_heading(first)
        ):
            self._item(node, context)
            return
        zone = own or context.zone
        if zone == "task" and own:
            self.last_lead = node.order
        unit = leading_body(first.text, first.low)
        giver = (
            Words([first]).unit(unit) if unit and unit.end >= len(first.text.rstrip(" :.")) else context.giver
        )
        below = Context(
            zone,
            own is not None or context.explicit,
            giver,
            context.due,
            context.due_print,
            node.label.no if node.label and giver != context.giver else None,
        )
        for para in node.paras[1:]:
            self.plains.append((Node("plain", [para], order=node.order), below))
        self._walk(node, below)

    def _item(self, node: Node, context: Context) -> None:
        own = heading_zone(node, context.zone, self.kind) if not node.is_bullet else None
        zone = context.zone
        under_orders = context.explicit and zone == "task"
        if node.label is not None and node.label.style == "article" and zone != "finding":
            self.pending.append((node, context))
        elif (self.kind in NO_TASKS and own != "background") or (
            own == "finding" and not (under_orders and not is_heading(node.paras[0]))
        ):
            self._finding(node, heading=is_heading(node.paras[0]))
        elif own == "background":
            return
        elif own == "task" and (node.children or len(node.paras) > 1):
            self.last_lead = node.order
            below = Context(
                "task", explicit=True, giver=context.giver, due=context.due, due_print=context.due_print
            )
            for para in node.paras[1:]:
                self.plains.append((Node("plain", [para], order=node.order), below))
            self._walk(node, below)
        elif zone == "finding":
            self._finding(node, heading=is_heading(node.paras[0]))
        elif zone == "open":
            self.pending.append((node, context))
        elif zone == "task":
            self._emit(node, context)

    def _finding(self, node: Node, *, heading: bool) -> None:
        if heading and (node.children or len(node.paras) > 1) and not node.is_bullet:
            for para in node.paras[1:]:
                self.findings.append((node.order, Words([para]).whole()))
            for child in node.children:
                if child.kind != "lead":
                    self._finding(child, heading=is_heading(child.paras[0]) and bool(child.children))
            return
        self.findings.append(
            (node.order, Words([para for part in node.walk() for para in part.paras]).whole())
        )

    def _decide(self, node: Node, context: Context) -> None:
        """An item nothing governs: its own words decide, unless orders open only later."""
        para = node.paras[0]
        if para.label is not None and para.label.style == "article":
            self._article(node, context)
        elif self.is_article or node.order < self.last_lead or self.kind in {"report", "minutes"}:
            self._finding(node, heading=False)
        elif (
            is_command(node.text, node.low) or leading_body(node.text, node.low) or self._commands_below(node)
        ):
            self._emit(node, context)
        else:
            self._finding(node, heading=False)

    @staticmethod
    def _commands_below(node: Node) -> bool:
        below = [child for child in node.children if child.kind == "item"]
        return bool(below) and all(is_command(child.text, child.low) for child in below)

    def _article(self, node: Node, context: Context) -> None:
        """ "Điều n." of a decision or resolution orders something only when it names who has to do it."""
        if _EXECUTES.search(node.low):
            return
        unit = ordered_body(node.text, node.low) or leading_body(node.text, node.low)
        items = [child for child in node.children if child.kind == "item"]
        heading = is_heading(node.paras[0]) or node.paras[0].text.rstrip().endswith(":")
        if (
            items
            and heading
            and (unit or re.match(r"(?:giao|nhiem vu|trach nhiem|to chuc thuc hien)\b", node.low))
        ) or (unit and (_DUTY.search(node.low[unit.end :]) or is_command(node.text, node.low))):
            self._emit(node, context)

    # Tasks ----------------------------------------------------------------------------------------------------

    def _emit(self, node: Node, context: Context) -> None:
        items = [child for child in node.children if child.kind == "item" and not child.is_bullet]
        bullets = [child for child in node.children if child.is_bullet]
        if (
            not items
            and len(bullets) > 1
            and self._only_introduces(node)
            and all(self._stands_alone(b) for b in bullets)
        ):
            items = bullets
        folded = [] if items else [para for part in node.walk()[1:] for para in part.paras]
        draft = Draft(
            Words([*node.paras, *folded]),
            node.label.no if node.label else None,
            node.order,
            parent_no=context.parent_no,
        )
        read_fields(draft, self.issued)
        if items:
            draft.is_task = not self._only_introduces(node)
        # Under "Ủy ban nhân dân xã:", "Chỉ đạo Phòng Kinh tế …" is for the committee to do.
        directs = draft.words.low.startswith("chi dao ")
        if (draft.assignee is None or directs) and self.kind != "report":
            draft.assignee = context.giver or draft.assignee
        if (
            draft.kind == "none"
            and context.due is not None
            and context.due_print is not None
            and draft.is_task
        ):
            draft.inherit(context.due, context.due_print)
        self.drafts.append(draft)
        self.first_item = node.order if self.first_item is None else min(self.first_item, node.order)
        due, printed = context.due, context.due_print
        if draft.due is not None and draft.deadline is not None and draft.kind != "inherited":
            due, printed = draft.due, draft.deadline
        if items and not draft.is_task:
            draft.deadline, draft.kind, draft.due = None, "none", None
        below = Context(
            "task",
            explicit=True,
            giver=draft.assignee or context.giver,
            due=due,
            due_print=printed,
            parent_no=draft.no,
        )
        for child in items:
            self._emit(child, below)

    @staticmethod
    def _only_introduces(node: Node) -> bool:
        """Whether the item's own words are a name or "… thực hiện các nhiệm vụ sau:", no order of their
        own."""
        text, low = node.text, node.low
        unit = lead_unit(text, low)
        rest = low[: unit.start] + low[unit.end :] if unit else low
        if _INTRODUCES.fullmatch(rest):
            return True
        if is_heading(node.paras[0]) and (len(node.paras) == 1 or not is_command(text, low)):
            return True
        return text.rstrip().endswith(":") and not is_command(rest.lstrip(" ,:"), rest.lstrip(" ,:"))

    def _stands_alone(self, node: Node) -> bool:
        return lead_unit(node.text, node.low) is not None or bool(find_deadlines(node.text, self.issued))

    # What stands after the items
    # ------------------------------------------------------------------------------

    def _close(self, node: Node, context: Context) -> None:
        words = Words(node.paras)
        if context.zone == "finding":
            if context.explicit:
                self.findings.append((node.order, words.whole()))
            return
        after_items = self.first_item is not None and node.order > self.first_item
        in_orders = context.zone == "task" and context.explicit
        if context.zone == "background" or not (after_items or in_orders):
            return
        orders: list[tuple[int, int]] = []
        for start, end in sentences(words.text):
            text, low = words.text[start:end], words.low[start:end]
            offset = len(text) - len(text.lstrip())
            text, low = text.strip(), low.strip()
            if is_courtesy(low):
                continue
            unit = ordered(text, low)
            due = pick(find_deadlines(text, self.issued))
            if self.is_article:
                given = ordered_body(text, low)
                if given and re.search(r"\bgiao\s+$", text[: given.start]):
                    orders.append((start + offset, end))
                continue
            if due and self.drafts and covers_items(low, unit, recurs=due.rule.kind == "recurring"):
                at = start + offset
                printed = words.value(
                    "", at + due.start, at + due.end, certain="hoan thanh" in low or "thoi " in low
                )
                self.covers.append(Cover(due.rule, printed, node, scope(low), is_order=is_command(text, low)))
            elif (unit is not None and is_command(text, low)) or (
                in_orders and not self._has_items(context) and is_command(text, low)
            ):
                orders.append((start + offset, end))
        if orders:
            self._closing_task(node, words)

    def _has_items(self, context: Context) -> bool:
        return any(not draft.is_closing for draft in self.drafts)

    def _closing_task(self, node: Node, words: Words, *, own_due: bool = False) -> None:
        draft = Draft(words, None, node.order, is_closing=True)
        read_fields(draft, self.issued)
        covered = {cover.printed.lines for cover in self.covers if cover.node is node}
        if (
            not own_due
            and draft.deadline is not None
            and draft.deadline.lines in covered
            and len(find_deadlines(words.text, self.issued)) == 1
        ):
            draft.deadline, draft.kind, draft.due = None, "none", None
        self.drafts.append(draft)

    def _unnumbered(self, node: Node, context: Context) -> None:
        """A letter without numbers: each paragraph that orders something of somebody is a task."""
        if context.zone in {"finding", "background"}:
            return
        words = Words(node.paras)
        spans = [(s, e) for s, e in sentences(words.text) if not is_courtesy(words.low[s:e])]
        if any(self._orders(words.text[s:e].strip(), words.low[s:e].strip()) for s, e in spans):
            self._closing_task(node, words)
            return
        for start, end in spans:
            due = pick(find_deadlines(words.text[start:end], self.issued))
            if due and covers_items(words.low[start:end], None, recurs=False):
                printed = words.value("", start + due.start, start + due.end)
                self.covers.append(Cover(due.rule, printed, node, frozenset(), is_order=False))

    def _orders(self, text: str, low: str) -> bool:
        unit = ordered_body(text, low)
        if unit is None:
            return False
        due = find_deadlines(text, self.issued)
        return ordered(text, low) is not None or bool(due)

    def _inherit(self) -> None:
        for cover in self.covers:
            heirs = [draft for draft in self.drafts if self._is_heir(draft, cover)]
            for draft in heirs:
                draft.inherit(cover.due, cover.printed)
            if (
                not heirs
                and cover.is_order
                and not any(draft.order == cover.node.order for draft in self.drafts)
            ):
                # Every item has a day of its own, so the report asked for here is one more duty.
                self._closing_task(cover.node, Words(cover.node.paras), own_due=True)

    def _is_heir(self, draft: Draft, cover: Cover) -> bool:
        closing = draft.is_closing and self.first_item is not None
        if draft.kind != "none" or not draft.is_task or closing or draft.order > cover.node.order:
            return False
        return not cover.numbers or bool({draft.no, draft.parent_no} & cover.numbers)
