"""Every sentence people see is Vietnamese in the source and has plain English beside it.

The catalogues are compared with the source, templates are searched for words no translation can reach, and
every page is opened in English to see what stays Vietnamese.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib  # type: ignore[import-untyped]  # it brings no types
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "liem"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


messages = _tool()


# --- the catalogues ----------------------------------------------------------------------


class TestCatalogues:
    def test_say_what_the_source_says_in_full_and_are_compiled(self) -> None:
        faults = messages.check()
        assert not faults, "run tools/messages.py, then fill in src/liem/locale:\n" + "\n".join(faults)

    def test_hold_as_many_messages_as_people_can_see(self) -> None:
        assert len(messages.opened(messages.english())) > 1000

    def test_compile_to_the_same_bytes_each_time(self) -> None:
        for path in messages.catalogues():
            once, again = (messages.compiled(messages.opened(path)) for _ in range(2))
            assert once == again

    def test_a_library_still_says_each_sentence_given_vietnamese(self) -> None:
        ours = messages.opened(messages.LOCALE / "vi" / "LC_MESSAGES" / "django.po")
        said = _said_by_libraries()
        assert [entry.msgid for entry in ours if entry.msgid not in said] == []


def _said_by_libraries() -> set[str]:
    said: set[str] = set()
    for name in ("django", "allauth", "axes"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        for folder in spec.submodule_search_locations or []:
            for path in Path(folder).rglob("LC_MESSAGES/*.po"):
                if path.parts[-3] in {"en", "de", "vi"}:
                    said |= {entry.msgid for entry in polib.pofile(str(path))}
    return said


class TestGathering:
    def test_follows_the_name_a_module_gives_to_gettext(self) -> None:
        text = (
            "from django.utils.translation import gettext as _, gettext_lazy as _lazy, ngettext\n"
            "from django.utils import translation\n"
            "_('Một')\n_lazy('Hai ' 'ba')\nngettext('%(n)s ngày', '%(n)s ngày liền', n)\n"
            "translation.pgettext('nút', 'Sửa')\nother('Bốn')\n"
        )
        assert list(messages.from_python(text)) == [
            ((None, "Một"), None),
            ((None, "Hai ba"), None),
            ((None, "%(n)s ngày"), "%(n)s ngày liền"),
            (("nút", "Sửa"), None),
        ]

    @pytest.mark.parametrize("argument", ["name", "f'Chào {name}'", "'Chào %s' % name", "'Chào ' + name"])
    def test_refuses_a_message_made_while_running(self, argument: str) -> None:
        text = f"from django.utils.translation import gettext as _\n_({argument})\n"
        with pytest.raises(messages.NotLiteral, match="line 2"):
            list(messages.from_python(text))

    def test_reads_tags_blocks_and_arguments_of_templates(self) -> None:
        text = (
            '<p title="{% translate \'Đầu (một)\' %}">{% card title=_("Thẻ (hai)") %}'
            "{{ x|default:_('Trống') }}\n"
            "{% blocktranslate with n=a %}Có {{ n }} việc, 5%{% endblocktranslate %}\n"
            "{% blocktranslate count n=a %}{{ n }} tệp{% plural %}{{ n }} tệp liền{% endblocktranslate %}\n"
            '{% translate "Sửa" context "nút" %}{# _("không") #}{% comment %}_("không"){% endcomment %}'
        )
        assert list(messages.from_template(text)) == [
            ((None, "Đầu (một)"), None),
            ((None, "Thẻ (hai)"), None),
            ((None, "Trống"), None),
            ((None, "Có %(n)s việc, 5%%"), None),
            ((None, "%(n)s tệp"), "%(n)s tệp liền"),
            (("nút", "Sửa"), None),
        ]


class TestAFault:
    """Each rule is shown an entry that breaks it."""

    @pytest.mark.parametrize(
        ("entry", "told"),
        [
            (polib.POEntry(msgid="Một", msgstr=""), "missing"),
            (polib.POEntry(msgid="Một", msgstr="One", flags=["fuzzy"]), "fuzzy"),
            (polib.POEntry(msgid="Một", msgstr="One", obsolete=True), "obsolete"),
            (polib.POEntry(msgid="Còn %(n)s", msgstr="Left"), "placeholders differ"),
            (polib.POEntry(msgid="Còn %(n)s", msgstr="%(m)s left"), "placeholders differ"),
            (polib.POEntry(msgid="Còn {n}", msgstr="left {0}"), "placeholders differ"),
            (polib.POEntry(msgid="Xong 5 %%", msgstr="5 % done"), "placeholders differ"),
            (polib.POEntry(msgid="Lỗi: ", msgstr="Error:"), "spaces at the ends differ"),
            (polib.POEntry(msgid="Việc của xã", msgstr="Work of the xã"), "Vietnamese left"),
            (
                polib.POEntry(msgid="%(n)s ngày", msgid_plural="%(n)s ngày", msgstr_plural={0: "a", 1: ""}),
                "missing",
            ),
        ],
    )
    def test_is_found(self, entry: Any, told: str) -> None:
        catalogue = polib.POFile()
        catalogue.append(entry)
        assert [
            fault.split(":")[0].split(" (")[0] for fault in messages.faults_of(catalogue, foreign=True)
        ] == [told]

    def test_is_not_made_of_a_citation_with_a_comment(self) -> None:
        catalogue = polib.POFile()
        catalogue.append(
            polib.POEntry(msgid="Điều 22", msgstr="Điều 22", tcomment="keeps Vietnamese: a citation")
        )
        assert messages.faults_of(catalogue, foreign=True) == []

    def test_update_keeps_translations_and_drops_what_nobody_says(self) -> None:
        old = polib.POFile()
        old.append(polib.POEntry(msgid="Một", msgstr="One", tcomment="keeps"))
        old.append(polib.POEntry(msgid="Hai", msgstr="Two"))
        found = {(None, "Một"): messages.Message(None, {"b.py", "a.py"}), (None, "Ba"): messages.Message()}
        new = messages.brought_up(old, found)
        assert [(entry.msgid, entry.msgstr, entry.tcomment) for entry in new] == [
            ("Ba", "", ""),
            ("Một", "One", "keeps"),
        ]
        assert new[1].occurrences == [("a.py", ""), ("b.py", "")]


# --- words in templates that no translation reaches --------------------------------------

NOT_SEEN = re.compile(
    r"\{#.*?#\}|\{% *comment.*?endcomment *%\}|\{% *blocktrans.*?endblocktrans(?:late)? *%\}"
    r"|\{% *verbatim.*?endverbatim *%\}|<script.*?</script>|<style.*?</style>",
    re.DOTALL,
)
TAG = re.compile(r"\{%(.*?)%\}|\{\{(.*?)\}\}", re.DOTALL)
LITERAL = re.compile(r"""(?P<gettext>_\(\s*)?("[^"]*"|'[^']*')""")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription", "label")
VOID = set("area base br col embed hr img input link meta source track wbr use rect path".split())
WORD = re.compile(r"[^\W\d_]{2,}")
CODE = re.compile(r"[A-Z0-9Đ/-]+|[a-z]+(?:-[a-z]+)+")  # numbers of papers, names of classes
SAME_EVERYWHERE = {"Liêm", "Tiếng", "Việt", "English", "Enter", "Esc", "Tab", "Ctrl", "SHA"}
# When the server is broken no translation runs: these say everything in both languages.
BOTH_LANGUAGES = {"ui/templates/400.html", "ui/templates/500.html", "ui/templates/503.html"}
INVENTED = {'"Chi bộ thôn Trám"', '"Lò Thị Mai"'}  # in the gallery


class _Seen(HTMLParser):
    """Collects what a person reads or hears: text, and the attributes screen readers speak.

    An element inside the page that names its own language is left out: a Vietnamese paper stays Vietnamese.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tag, and whether its words count

    def _counts(self) -> bool:
        return all(counts for _, counts in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._counts():
            self.texts += [value for name, value in attrs if name in SPOKEN and value]
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.texts.append(given.get("value") or "")
        if tag not in VOID:
            foreign = "lang" in given and tag != "html"
            self.open.append((tag, not foreign and tag not in {"script", "style"}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while any(tag == one for one, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._counts():
            self.texts.append(data)


def seen(html: str) -> list[str]:
    """Return the texts of a page, without empty ones."""
    parser = _Seen()
    parser.feed(html)
    parser.close()
    return [text for text in (" ".join(one.split()) for one in parser.texts) if text]


def bare_words(template: str) -> Iterator[str]:
    """Yield texts of a template that are written outside translation."""
    template = NOT_SEEN.sub("", template)
    for text in seen(TAG.sub("", template)):
        if not CODE.fullmatch(text) and [one for one in WORD.findall(text) if one not in SAME_EVERYWHERE]:
            yield text
    for tag in TAG.finditer(template):
        inside = tag[1] or tag[2]
        if re.match(r"\s*trans(?:late)?\s", inside):
            continue
        for literal in LITERAL.finditer(inside):
            if not literal["gettext"] and messages.untranslated(literal[2]) and literal[2] not in INVENTED:
                yield literal[2]


def unsaid_literals(text: str) -> Iterator[str]:
    """Yield Vietnamese literals of a module of pages that are neither messages nor documentation."""
    tree = ast.parse(text)
    names = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
    }
    said: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            said.update(id(one) for argument in node.args for one in ast.walk(argument))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(id(node.value))
    for node in ast.walk(tree):
        literal = node.value if isinstance(node, ast.Constant) and id(node) not in said else None
        if isinstance(literal, str) and messages.untranslated(literal):
            yield literal


# Words of Vietnamese papers and tables, and invented names: no page of ours says them in its own voice.
PAPER_WORDS = {
    "desks/office/directives/forms.py",  # how a person may write an hour
    "desks/office/reports/upward.py",
    "desks/office/units/tables.py",
    "ui/gallery.py",
}


class TestModulesOfPages:
    def test_say_nothing_in_vietnamese_outside_gettext(self) -> None:
        paths = [path for room in ("desks/office", "ui") for path in sorted((SOURCE / room).rglob("*.py"))]
        # The auditor's single file knows no gettext: each of its sentences stands there in both languages.
        paths = [path for path in paths if "static" not in path.parts]
        assert len(paths) > 40
        found = {
            name: list(unsaid_literals(path.read_text("utf-8")))
            for path in paths
            if (name := path.relative_to(SOURCE).as_posix()) not in PAPER_WORDS and path.name != "apps.py"
        }
        assert {name: words for name, words in found.items() if words} == {}

    def test_the_rule_would_see_a_fault(self) -> None:
        text = (
            '"""Trang."""\nfrom django.utils.translation import gettext as _\n'
            "a = _('Việc')\nb = f'Còn {a} việc'\nc = 'Đã xong'\n"
        )
        assert list(unsaid_literals(text)) == ["Đã xong", "Còn ", " việc"]


class TestTemplates:
    def test_there_are_some(self) -> None:
        assert len(TEMPLATES) > 80

    def test_leave_no_words_outside_translation(self) -> None:
        found = {
            name: list(bare_words(path.read_text("utf-8")))
            for path in TEMPLATES
            if (name := path.relative_to(SOURCE).as_posix()) not in BOTH_LANGUAGES
        }
        assert {name: words for name, words in found.items() if words} == {}

    def test_of_a_broken_server_say_it_in_both_languages(self) -> None:
        for name in BOTH_LANGUAGES:
            text = (SOURCE / name).read_text("utf-8")
            assert '<html lang="vi"' in text
            assert ' lang="en"' in text

    @pytest.mark.parametrize(
        "template",
        [
            "<p>Việc mới</p>",
            "<p>Trang</p>",
            '<a title="Xem việc" href="/">1</a>',
            "<img alt='Ảnh' src='/a'>",
            '<input type="submit" value="Gửi">',
            '{% card title="Tóm tắt" %}{% endcard %}',
            "{{ name|default:'không rõ' }}",
            '{% if a %}<b aria-label="{{ b }} việc"></b>{% endif %}',
            '<article lang="vi">Kính gửi</article>Việc',
        ],
    )
    def test_the_rule_would_see_a_fault(self, template: str) -> None:
        assert list(bare_words(template))

    @pytest.mark.parametrize(
        "template",
        [
            "<p title=\"{% translate 'Việc' %}\">{% blocktranslate %}{{ n }} tệp{% endblocktranslate %}</p>",
            '<article lang="vi"><br><p>Kính gửi:</p></article>',
            '{% card title=_("Tóm tắt") %}{{ name|default:_("không rõ") }} · 12{% endcard %}',
            '<p class="mute" id="viec">{# ghi chú #}Liêm</p>',
        ],
    )
    def test_the_rule_lets_good_templates_pass(self, template: str) -> None:
        assert list(bare_words(template)) == []
