"""Paragraphs as a tree: sections, lead-in sentences, items and what stands below them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

from .bodies import is_command
from .labels import Label
from .paragraphs import Paragraph, is_capitals

NodeKind = Literal["root", "section", "item", "lead", "plain"]
_STOPPED = re.compile(r"[.;!?…][\"'”»)]*$")


@dataclass(slots=True)
class Node:
    """One part of the body. ``paras`` are its own paragraphs, ``children`` the parts below it in printed
    order."""

    kind: NodeKind
    paras: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    label: Label | None = None
    order: int = 0

    @property
    def text(self) -> str:
        """Own words, one line per paragraph."""
        return "\n".join(para.text for para in self.paras)

    @property
    def low(self) -> str:
        """Shadow of :attr:`text`."""
        return "\n".join(para.low for para in self.paras)

    @property
    def rank(self) -> float:
        """Depth by the style of the label; an unlabelled heading stands between Roman and Arabic numbers."""
        if self.label is not None:
            return self.label.rank
        return 1.5 if self.kind == "section" else -1.0

    @property
    def is_bullet(self) -> bool:
        """Whether it is a dash or plus line."""
        return self.label is not None and self.label.style in {"dash", "plus"}

    def walk(self) -> list[Node]:
        """This part and all below it, in printed order."""
        out = [self]
        for child in self.children:
            out.extend(child.walk())
        return out


def _style(node: Node) -> str | None:
    return node.label.style if node.label else None


def is_heading(para: Paragraph) -> bool:
    """Whether a paragraph looks like a heading: short and not a sentence."""
    text = para.text
    return len(text.split()) <= 14 and not _STOPPED.search(text)


class _Builder:
    def __init__(self, paras: list[Paragraph]) -> None:
        self.paras = paras
        self.root = Node("root")
        self.stack: list[Node] = [self.root]

    def build(self) -> Node:
        self._mend_labels()
        for position, para in enumerate(self.paras):
            if para.cell is not None:
                continue
            if para.label is not None:
                self._labelled(para, para.label, position)
            elif is_capitals(para.text) and len(para.text.split()) > 1 and len(para.text) < 160:
                self._open(Node("section", [para], order=position))
            elif para.text.rstrip().endswith(":"):
                self._lead(para, position)
            else:
                self._plain(para, position)
        return self.root

    def _mend_labels(self) -> None:
        """ "I." between "2." items, or before them, is a one that was printed or read badly."""
        labelled = [
            para
            for para in self.paras
            if para.label is not None and para.label.style not in {"dash", "plus", "alpha"}
        ]
        for para, following in itertools.pairwise(labelled):
            label, after = para.label, following.label
            if (
                label
                and after
                and label.style == "roman"
                and label.no == "I"
                and after.style == "num"
                and after.ordinal == 2
            ):
                para.label = Label("num", "1", 1, label.end)

    def _labelled(self, para: Paragraph, label: Label, position: int) -> None:
        section = label.style in {"cap", "roman"}
        node = Node("section" if section else "item", [para], label=label, order=position)
        self._open(node)

    def _open(self, node: Node) -> None:
        while self.stack[-1].kind != "root" and self.stack[-1].rank >= node.rank:
            self.stack.pop()
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _next_label(self, position: int) -> Label | None:
        for para in self.paras[position + 1 :]:
            if para.cell is None and para.label is not None:
                return para.label
            if para.cell is None and is_capitals(para.text) and len(para.text.split()) > 1:
                return None
        return None

    def _item(self) -> Node | None:
        return next(
            (node for node in reversed(self.stack) if node.kind == "item" and not node.is_bullet), None
        )

    def _lead(self, para: Paragraph, position: int) -> None:
        following = self._next_label(position)
        item = self._item()
        if following is None:
            self._plain(para, position)
            return
        if item is not None and item.label is not None:
            deeper = following.rank > item.label.rank
            if deeper and (not item.children or following.style == _style(item.children[-1])):
                item.paras.append(para)
                return
        while self.stack[-1].kind == "item" and (
            self.stack[-1].rank >= following.rank or following.ordinal in {0, 1}
        ):
            self.stack.pop()
        self.stack[-1].children.append(Node("lead", [para], order=position))

    def _plain(self, para: Paragraph, position: int) -> None:
        item = self._item()
        if item is not None and self._belongs(item, para, position):
            bullet = self.stack[-1] if self.stack[-1].is_bullet else None
            (bullet or item).paras.append(para)
            return
        while self.stack[-1].kind == "item":
            self.stack.pop()
        self.stack[-1].children.append(Node("plain", [para], order=position))

    def _belongs(self, item: Node, para: Paragraph, position: int) -> bool:
        """Whether an unlabelled paragraph continues the open item rather than closing its list."""
        if len(item.paras) == 1 and not item.children and is_heading(item.paras[0]):
            return True
        following = self._next_label(position)
        if following is None or item.label is None:
            return False
        if following.rank > item.label.rank:
            return following.ordinal in {0, 1} or not is_command(para.text, para.low)
        successors = [
            node.label
            for node in self.stack
            if node.kind == "item" and node.label and node.label.style == following.style
        ]
        return bool(successors) and following.ordinal == successors[-1].ordinal + 1


def outline(paras: list[Paragraph]) -> Node:
    """The tree of body paragraphs (table cells are left out)."""
    return _Builder(paras).build()
