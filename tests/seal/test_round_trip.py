"""A report in a real browser: sealed, stored, opened, answered, and read with its code alone."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from liem.kernel.seal import (
    HybridIdentity,
    X25519Identity,
    bucket,
    decrypt_bytes,
    encrypt_bytes,
    encrypt_twice,
    parse_identity,
    parse_recipient,
)
from liem.kernel.seal.letter import File, Letter, opened_word, pack, unpack
from liem.kernel.seal.receipt_code import auth_hash, derive, read_code
from seal.conftest import Sealing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAILBOX = "xa.example/so"
WORDS = "Quỹ thôn thu 50.000 đồng mỗi hộ, không có phiếu thu. Người ghi: “ẩn danh”."
THREE = [HybridIdentity(bytes([number]) * 32) for number in (1, 2, 3)]
PUBLIC = [str(identity.recipient) for identity in THREE]


def plain(told: str) -> bytes:
    return base64.b64decode(told)


class TestRoundTrip:
    def test_goes_from_a_report_to_a_reply_read_with_the_receipt_code_alone(self, sealing: Sealing) -> None:
        code = sealing.run(
            """
            const code = seal.newReceiptCode();
            const receipt = await seal.deriveReceipt(code, mailbox);
            const letter = { kind: "report", words, replyTo: receipt.recipient, readers, roster: "00" };
            const bytes = await seal.sealLetter(letter, readers);
            const pairs = receipt.auth.match(/../g);
            const auth = seal.sha256Hex(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
            await fetch(`/box/${receipt.locator}`, { method: "POST", body: bytes });
            await fetch(`/box/${receipt.locator}/auth`, { method: "POST", body: auth });
            return code;
            """,
            mailbox=MAILBOX,
            words=WORDS,
            readers=PUBLIC,
        )
        receipt = derive(code, mailbox=MAILBOX)
        stored = sealing.box[f"/box/{receipt.locator.hex()}"]
        assert sealing.box[f"/box/{receipt.locator.hex()}/auth"].decode() == auth_hash(receipt.auth).hex()
        assert WORDS.encode() not in stored
        assert read_code(code).encode() not in stored
        # a reader opens it in another browser, and answers
        reply = sealing.run(
            """
            const bytes = new Uint8Array(await (await fetch(`/box/${locator}`)).arrayBuffer());
            const letter = await seal.openLetter(bytes, [identity]);
            const answer = { kind: "reply", words: `Đã nhận: ${letter.words}`, readers: letter.readers };
            const sealed = await seal.sealLetter(answer, [letter.replyTo, ...letter.readers]);
            await fetch(`/box/${locator}/reply`, { method: "POST", body: sealed });
            return letter.words;
            """,
            locator=receipt.locator.hex(),
            identity=THREE[1].text(),
        )
        assert reply == WORDS
        # the reporter has kept nothing but the digits on paper
        read = sealing.run(
            """
            const receipt = await seal.deriveReceipt(code, mailbox);
            const bytes = new Uint8Array(await (await fetch(`/box/${receipt.locator}/reply`)).arrayBuffer());
            return (await seal.openLetter(bytes, [receipt.identity])).words;
            """,
            code=code.replace(" ", ""),
            mailbox=MAILBOX,
        )
        assert read == f"Đã nhận: {WORDS}"

    def test_derives_from_a_code_what_python_derives(self, sealing: Sealing) -> None:
        for digits in ("123456789012345678901234", "0" * 24):
            code = digits + sealing.run("return seal.checkDigit(digits)", digits=digits)
            told = sealing.run("return seal.deriveReceipt(code, mailbox)", code=code, mailbox=MAILBOX)
            made = derive(code, mailbox=MAILBOX)
            assert (told["locator"], told["auth"]) == (made.locator.hex(), made.auth.hex())
            assert told["identity"] == HybridIdentity(made.reply_seed).text()
            assert told["recipient"] == str(HybridIdentity(made.reply_seed).recipient)

    def test_is_opened_by_python_and_opens_what_python_sealed(self, sealing: Sealing) -> None:
        for identity in (THREE[0], X25519Identity(b"\7" * 32)):
            public = str(identity.recipient)
            made = sealing.run(
                "return seal.base64(await seal.sealLetter({ kind: 'report', words, files: "
                "[{ name: 'ảnh.jpg', type: 'image/jpeg', bytes: new Uint8Array(70000).fill(7) }] }, [to]))",
                words=WORDS,
                to=public,
            )
            letter = unpack(decrypt_bytes(plain(made), [parse_identity(identity.text())]))
            assert (letter.words, letter.files[0].name, letter.files[0].data) == (
                WORDS,
                "ảnh.jpg",
                b"\7" * 70000,
            )
            back = encrypt_bytes(
                pack(Letter("reply", WORDS, files=(File("a", "b", b"\0" * 66_000),))),
                [parse_recipient(public)],
            )
            read = sealing.run(
                "const { words, files } = await seal.openLetter(seal.fromBase64(bytes), [identity]); "
                "return [words, files[0].bytes.length]",
                bytes=base64.b64encode(back).decode(),
                identity=identity.text(),
            )
            assert read == [WORDS, 66_000]

    def test_sealed_for_the_older_kind_of_key_opens_with_the_age_command(
        self, sealing: Sealing, tmp_path: Path
    ) -> None:
        assert shutil.which("age"), "apt-get install age (./liem test does it)"
        identity = X25519Identity(b"\7" * 32)
        made = sealing.run(
            "return seal.base64(await seal.sealLetter({ kind: 'report', words }, [to]))",
            words=WORDS,
            to=str(identity.recipient),
        )
        (tmp_path / "key").write_text(identity.text() + "\n")
        (tmp_path / "sealed.age").write_bytes(plain(made))
        done = subprocess.run(
            ["age", "-d", "-i", str(tmp_path / "key"), str(tmp_path / "sealed.age")],
            capture_output=True,
            check=True,
        )
        assert unpack(done.stdout).words == WORDS


class TestSecrecy:
    def test_a_wrong_reader_opens_nothing(self, sealing: Sealing) -> None:
        stranger = HybridIdentity(b"\x09" * 32).text()
        script = (
            "await seal.openLetter(await seal.sealLetter({ kind: 'report', words: 'x' }, to), [identity])"
        )
        assert sealing.refuses(script, to=PUBLIC, identity=stranger) == "not_for_you"
        assert sealing.refuses(script, to=PUBLIC, identity=THREE[2].text()) == ""

    def test_every_byte_that_is_changed_cut_or_added_is_seen(self, sealing: Sealing) -> None:
        codes = sealing.run(
            """
            const good = await seal.sealLetter({ kind: "report", words: "x" }, [to]);
            const tried = [];
            const heads = Array.from({ length: 40 }, (_, at) => Math.floor((at * good.length) / 40));
            for (const at of heads) {
              const bad = good.slice();
              bad[at] ^= 1;
              tried.push(bad, good.slice(0, at));
            }
            tried.push(new Uint8Array([...good, 0]));
            const codes = [];
            for (const each of tried) {
              codes.push(await seal.openLetter(each, [identity]).then(() => "", (fault) => fault.code));
            }
            return codes;
            """,
            to=PUBLIC[0],
            identity=THREE[0].text(),
        )
        assert len(codes) == 81
        assert set(codes) <= {"bad_file", "not_for_you"}

    def test_a_name_opens_for_two_bodies_together_and_for_neither_alone(self, sealing: Sealing) -> None:
        lead, custodian = THREE[0], THREE[1]
        told = {
            "a": [str(lead.recipient)],
            "b": [str(custodian.recipient)],
            "lead": lead.text(),
            "custodian": custodian.text(),
        }
        made = "const { sealed, innerSha256 } = await seal.sealIdentity('Người thứ nhất', a, b);"
        both = f"{made} const inner = await seal.openOuter(sealed, [custodian]);"
        for script, code in (
            (f"{made} await seal.openLetter(sealed, [lead]);", "not_for_you"),
            (f"{made} await seal.openLetter(sealed, [custodian]);", "bad_letter"),  # a seal in a seal
            (f"{both} await seal.openLetter(inner, [custodian]);", "not_for_you"),
        ):
            assert sealing.refuses(script, **told) == code
        words = sealing.run(f"{both} return (await seal.openLetter(inner, [lead])).words", **told)
        assert words == "Người thứ nhất"
        assert sealing.run(f"{both} return innerSha256 === seal.sha256Hex(inner)", **told)
        in_python = encrypt_twice(
            pack(Letter("identity", "Người thứ hai")), inner=[lead.recipient], outer=[custodian.recipient]
        )
        read = sealing.run(
            "const inner = await seal.openOuter(seal.fromBase64(bytes), [custodian]); "
            "return (await seal.openLetter(inner, [lead])).words",
            bytes=base64.b64encode(in_python).decode(),
            **told,
        )
        assert read == "Người thứ hai"

    def test_of_a_reader_says_the_word_that_the_server_asks_for(self, sealing: Sealing) -> None:
        inside = pack(Letter("report", WORDS, reply_to=PUBLIC[0]))
        told = {
            "bytes": base64.b64encode(encrypt_bytes(inside, [THREE[0].recipient])).decode(),
            "own": THREE[0].text(),
        }
        said = sealing.run(
            "return seal.openedWord(await seal.decrypt(seal.fromBase64(bytes), [own]))", **told
        )
        assert said == opened_word(inside).hex()

    def test_sizes_tell_the_bucket_and_the_number_of_readers_only(self, sealing: Sealing) -> None:
        sizes = sealing.run(
            """
            const found = [];
            for (const count of [0, 1, 500, 3000, 4000, 4100, 20000, 60000, 65536, 70000, 200000]) {
              const letter = { kind: "report", words: "a".repeat(count) };
              found.push([seal.packLetter(letter).length, (await seal.sealLetter(letter, to)).length]);
            }
            return found;
            """,
            to=PUBLIC,
        )
        head = len(encrypt_bytes(b"", [parse_recipient(each) for each in PUBLIC])) - 16
        for inside, sealed in sizes:
            assert inside == bucket(inside)
            assert sealed == head + inside + 16 * max(1, -(-inside // 65536))
        assert len({sealed for _inside, sealed in sizes[:4]}) == 1

    def test_refuses_keys_of_two_kinds_in_one_file_and_keys_that_are_none(self, sealing: Sealing) -> None:
        older = str(X25519Identity(b"\7" * 32).recipient)
        script = "await seal.encrypt(new Uint8Array(1), to)"
        assert sealing.refuses(script, to=[PUBLIC[0], older]) == "mixed_recipients"
        assert sealing.refuses(script, to=[]) == "no_recipient"
        for wrong in ("age1", PUBLIC[0][:-1], PUBLIC[0][:-1] + "b", PUBLIC[0].upper(), older[:-1] + "q"):
            assert sealing.refuses(script, to=[wrong]) == "bad_recipient", wrong

    def test_a_letter_is_sealed_anew_for_those_who_remain(self, sealing: Sealing) -> None:
        left, stays, comes = THREE
        told = {"old": PUBLIC[:2], "new": PUBLIC[1:], "left": left.text(), "stays": stays.text()}
        made = (
            "const first = await seal.sealLetter({ kind: 'report', words: 'x' }, old);"
            "const again = await seal.rewrap(first, [stays], new_);"
        )
        told["new_"] = told.pop("new")
        assert sealing.refuses(f"{made} await seal.openLetter(again, [left]);", **told) == "not_for_you"
        words = sealing.run(
            f"{made} return [(await seal.openLetter(again, [comes])).words, first.length === again.length]",
            **told,
            comes=comes.text(),
        )
        assert words == ["x", True]


class TestCodes:
    def test_do_not_repeat_in_a_hundred_thousand(self, sealing: Sealing) -> None:
        count = sealing.run(
            "const seen = new Set(); for (let n = 0; n < 100000; n++) seen.add(seal.newReceiptCode());"
            "return seen.size"
        )
        assert count == 100_000

    def test_show_every_single_wrong_digit(self, sealing: Sealing) -> None:
        missed = sealing.run(
            """
            let missed = 0;
            for (let n = 0; n < 200; n++) {
              const code = seal.newReceiptCode().replaceAll(" ", "");
              for (let at = 0; at < 25; at++) for (const digit of "0123456789") {
                if (digit === code[at]) continue;
                const wrong = code.slice(0, at) + digit + code.slice(at + 1);
                try { seal.readReceiptCode(wrong); missed++; } catch {}
              }
            }
            return missed;
            """
        )
        assert missed == 0


class TestPhotos:
    def test_lose_place_time_and_maker_before_they_are_sealed(self, sealing: Sealing) -> None:
        told = Image.Exif()
        told[0x010F] = "MAKER-OF-THE-PHONE"
        told[0x0132] = "2026:11:20 10:11:12"
        told.get_ifd(0x8825)[1] = "N"
        kept = io.BytesIO()
        Image.new("RGB", (3200, 1800), "green").save(kept, "JPEG", exif=told, comment=b"HIDDEN-COMMENT")
        with_tail = kept.getvalue() + b"TAIL-BEHIND-THE-PICTURE"
        made = sealing.run(
            "const file = new File([seal.fromBase64(bytes)], 'IMG_2026_nha-A.jpg', { type: 'image/jpeg' });"
            "const { name, type, bytes: clean } = await seal.cleanPhoto(file, 1);"
            "return [name, type, seal.base64(clean)]",
            bytes=base64.b64encode(with_tail).decode(),
        )
        name, kind, clean = made[0], made[1], plain(made[2])
        picture = Image.open(io.BytesIO(clean))
        assert (name, kind, picture.size) == ("anh-1.jpg", "image/jpeg", (2560, 1440))
        assert dict(picture.getexif()) == {}
        for mark in (b"MAKER", b"HIDDEN", b"TAIL", b"2026:11", b"Exif"):
            assert mark not in clean

    def test_refuse_what_is_no_picture(self, sealing: Sealing) -> None:
        script = "await seal.cleanPhoto(new File(['<svg/onload=x>'], 'a.jpg', { type: 'image/jpeg' }), 1)"
        assert sealing.refuses(script) == "not_a_photo"
