"""Whom to believe (C2SP tlog-policy): which logs, which witnesses, how many of them are enough.

log <vkey> [<url>]
witness <name> <vkey> [<url>]
group <name> all|any|<k> <name>…
quorum <name>|none
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from liem.kernel.log.checkpoint import Checkpoint
from liem.kernel.log.coding import from_decimal
from liem.kernel.log.cosign import checkable, require_size, verify_signature
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.note import COSIGNATURE, COSIGNATURE_ML_DSA, ED25519, Note, VerifierKey, signatures_by

LARGEST_POLICY: Final = 1_000_000
MOST_NAMES: Final = 1000
MOST_WEIGHED: Final = 12
_NONE: Final = b"none"
_FORBIDDEN: Final = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_LOG_TYPES: Final = frozenset({ED25519, COSIGNATURE, COSIGNATURE_ML_DSA})
_WITNESS_TYPES: Final = frozenset({COSIGNATURE, COSIGNATURE_ML_DSA})


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness: its key, and where to reach it if the policy says so (opaque bytes)."""

    key: VerifierKey
    url: bytes | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`members` by their names in the policy; it has witnessed when `needed` of them have."""

    needed: int
    members: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness whose cosignature holds, and the second (since 1970, UTC) it says it signed."""

    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds about a checkpoint: which log signed, which witnesses, what was not looked at.

    `unchecked` are known keys of a type not checked here (ML-DSA-44), `strangers` signature lines by keys the
    policy does not know; neither counts for anything.
    """

    checkpoint: Checkpoint
    log: VerifierKey
    witnesses: tuple[Cosigner, ...]
    unchecked: tuple[VerifierKey, ...]
    strangers: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses and groups by name (bytes, as in the file), and the name that decides, or None."""

    logs: tuple[Party, ...]
    witnesses: Mapping[bytes, Party]
    groups: Mapping[bytes, Group]
    quorum: bytes | None

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """Read a policy file of at most 1,000,000 bytes. Raises Invalid with the line."""
        if len(data) > LARGEST_POLICY or _FORBIDDEN.search(data):
            raise _bad(
                "tệp quá lớn, hoặc có ký tự điều khiển (kể cả CR)", "too large, or a control character (CR)"
            )
        if not data.endswith(b"\n"):
            raise _bad("dòng cuối chưa kết thúc bằng xuống dòng", "the last line does not end in a newline")
        reading = _Reading()
        for at, line in enumerate(data[:-1].split(b"\n"), start=1):
            words = [word for word in re.split(rb"[ \t]+", line) if word]
            if words and not words[0].startswith(b"#"):
                reading.take(at, words)
        return reading.policy()

    def met_by(self, cosigned: Collection[bytes]) -> bool:
        """Tell whether cosignatures by these witnesses (names in the policy) are enough."""
        met = set(cosigned) & set(self.witnesses)
        for name, group in self.groups.items():
            if sum(member in met for member in group.members) >= group.needed:
                met.add(name)
        return self.quorum is None or self.quorum in met

    @property
    def fewest(self) -> int:
        """The smallest number of witnesses that can be enough: what the quorum is worth at most."""
        if self.quorum is None:
            return 0
        cost = dict.fromkeys(self.witnesses, 1)
        for name, group in self.groups.items():
            cost[name] = sum(sorted(cost[member] for member in group.members)[: group.needed])
        return cost[self.quorum]

    @property
    def tolerated(self) -> int | None:
        """How many dishonest witnesses cannot, with a dishonest log, show two people different logs.

        Two enough-sets that share only dishonest witnesses make that possible; so it is one less than the
        smallest overlap of two enough-sets (k of n: 2k - n - 1). None when nobody can tell: no quorum, more
        than twelve witnesses, or two enough-sets without a common member.
        """
        names = list(self.witnesses)
        if self.quorum is None or len(names) > MOST_WEIGHED:
            return None
        enough: list[int] = []
        for chosen in range(1 << len(names)):
            smaller = any(one & chosen == one for one in enough)
            if not smaller and self.met_by([name for at, name in enumerate(names) if chosen >> at & 1]):
                enough.append(chosen)
        overlap = min(((a & b).bit_count() for a in enough for b in enough), default=0)
        return overlap - 1 if overlap else None

    def judge(self, note: Note) -> Judged:
        """Check a signed checkpoint: a listed log signed it under its own name, and the quorum is met.

        A false signature in the name of any known key refuses the whole note. Raises Invalid.
        """
        checkpoint = Checkpoint.parse(note.text)
        logs = [party.key for party in self.logs if party.key.name == checkpoint.origin]
        if not logs:
            raise Invalid(
                "unknown_log",
                vi=f"Sổ “{checkpoint.origin}” không có trong tệp chính sách.",
                en=f"The policy does not know the log {checkpoint.origin!r}.",
            )
        by_log = _checked(note, logs)
        by_witness = _checked(note, [party.key for party in self.witnesses.values()])
        signed = [key for key in by_log if checkable(key)]
        if not signed:
            raise Invalid(
                "not_signed",
                vi="Đầu sổ không có chữ ký của sổ.",
                en="The log has not signed this checkpoint.",
            )
        cosigned = {name for name, party in self.witnesses.items() if by_witness.get(party.key) is not None}
        if not self.met_by(cosigned):
            raise Invalid(
                "no_quorum",
                vi=f"Chưa đủ chứng kiến: chỉ {len(cosigned)} chữ ký chứng kiến đúng, tệp chính sách đòi hơn.",
                en=f"Too few witnesses: {len(cosigned)} cosignatures hold, fewer than the policy asks for.",
            )
        known = by_log.keys() | by_witness.keys()
        return Judged(
            checkpoint,
            signed[0],
            tuple(Cosigner(key, time) for key, time in by_witness.items() if time is not None),
            tuple(sorted((key for key in known if not checkable(key)), key=str)),
            sum(not any(one.by(key) for key in known) for one in note.signatures),
        )


def _checked(note: Note, keys: list[VerifierKey]) -> dict[VerifierKey, int | None]:
    """Each key that signed, with its latest time; None for a log, and for a key that is not checkable."""
    found: dict[VerifierKey, int | None] = {}
    for key, signature in signatures_by(note, keys):
        if checkable(key):
            time = verify_signature(key, signature, note.text)
            before = found.get(key)
            found[key] = time if before is None or time is None else max(before, time)
        else:
            require_size(key, signature)
            found[key] = None
    return found


@dataclass
class _Reading:
    logs: list[Party] = field(default_factory=list)
    witnesses: dict[bytes, Party] = field(default_factory=dict)
    groups: dict[bytes, Group] = field(default_factory=dict)
    quorums: list[bytes] = field(default_factory=list)
    grouped: set[bytes] = field(default_factory=set)

    def take(self, at: int, words: list[bytes]) -> None:
        kind, given = words[0], words[1:]
        try:
            if kind == b"log" and len(given) in {1, 2}:
                self._log(given)
            elif kind == b"witness" and len(given) in {2, 3}:
                self._witness(given)
            elif kind == b"group" and len(given) >= 3:
                self._group(given)
            elif kind == b"quorum" and len(given) == 1:
                self._quorum(given[0])
            else:
                raise _bad("không hiểu dòng này", "this line is not understood")
        except Invalid as why:
            raise Invalid(why.code, vi=f"Dòng {at}: {why.vi}", en=f"Line {at}: {why.en}") from None

    def policy(self) -> Policy:
        if len(self.quorums) != 1:
            raise _bad("phải có đúng một dòng quorum", "there must be exactly one quorum line")
        quorum = self.quorums[0]
        return Policy(tuple(self.logs), self.witnesses, self.groups, None if quorum == _NONE else quorum)

    def _log(self, given: list[bytes]) -> None:
        self.logs.append(_party(given, _LOG_TYPES, self.logs))

    def _witness(self, given: list[bytes]) -> None:
        self._new(given[0])
        self.witnesses[given[0]] = _party(given[1:], _WITNESS_TYPES, self.witnesses.values())

    def _group(self, given: list[bytes]) -> None:
        name, measure, *members = given
        self._new(name)
        for member in members:
            self._known(member)
            if member in self.grouped:
                raise _bad("một tên chỉ được vào một nhóm, một lần", "a name may be a member only once")
            self.grouped.add(member)
        words = {b"all": len(members), b"any": 1}
        needed = words[measure] if measure in words else from_decimal(measure.decode("latin-1"))
        if not 1 <= needed <= len(members):
            raise _bad("số cần có phải từ 1 đến số thành viên", "the threshold is 1 to the number of members")
        self.groups[name] = Group(needed, tuple(members))

    def _quorum(self, name: bytes) -> None:
        if name != _NONE:
            self._known(name)
        self.quorums.append(name)

    def _new(self, name: bytes) -> None:
        if name == _NONE or name in self.witnesses or name in self.groups:
            raise _bad("tên này đã dùng hoặc không được dùng", "this name is taken or not allowed")
        if len(self.witnesses) + len(self.groups) >= MOST_NAMES:
            raise _bad(f"quá {MOST_NAMES} tên", f"more than {MOST_NAMES} names")

    def _known(self, name: bytes) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise _bad("tên này chưa được khai báo ở dòng trên", "this name is not defined on a line above")


def _party(given: list[bytes], types: frozenset[int], others: Collection[Party]) -> Party:
    try:
        key = VerifierKey.parse(given[0].decode("utf-8"))
    except UnicodeDecodeError:
        raise _bad("khóa không phải UTF-8", "the key is not UTF-8") from None
    if key.type not in types:
        raise _bad("loại khóa không hợp với vai này", "a key of this type cannot have this role")
    if any(other.key.key == key.key for other in others):
        raise _bad("khóa này đã có ở dòng trên", "this key is already there")
    return Party(key, given[1] if len(given) > 1 else None)


def _bad(vi: str, en: str) -> Invalid:
    return Invalid("bad_policy", vi=f"Tệp chính sách: {vi}.", en=f"Policy file: {en}.")
