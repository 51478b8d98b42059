"""Keys as text: one spelling each, every slip noticed, and the private ones never shown by accident."""

from __future__ import annotations

import pytest

from liem.kernel import seal

NEW = (seal.X25519Identity.generate(bytes), seal.HybridIdentity.generate(lambda size: bytes(range(size))))


class TestPublicKey:
    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_is_read_back_from_its_text(self, key: seal.HybridIdentity) -> None:
        text = str(key.recipient)
        assert seal.parse_recipient(text) == key.recipient
        assert str(seal.parse_recipient(text)) == text

    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_with_one_wrong_letter_is_refused(self, key: seal.HybridIdentity) -> None:
        text = str(key.recipient)
        for at in [*range(40), *range(40, len(text), 37)]:
            wrong = text[:at] + ("q" if text[at] != "q" else "p") + text[at + 1 :]
            with pytest.raises(seal.Invalid):
                seal.parse_recipient(wrong)

    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_is_written_small(self, key: seal.HybridIdentity) -> None:
        text = str(key.recipient)
        for wrong in (text.upper(), text.capitalize(), f" {text}", f"{text}\n", text[:-1], f"{text}q", ""):
            with pytest.raises(seal.Invalid):
                seal.parse_recipient(wrong)

    def test_that_is_no_point_of_the_lattice_is_refused(self) -> None:
        with pytest.raises(seal.Invalid):
            seal.HybridRecipient(b"\xff" * 1216)
        with pytest.raises(seal.Invalid):
            seal.HybridRecipient(b"")

    def test_that_gives_everybody_one_secret_seals_nothing(self) -> None:
        good = NEW[1].recipient.key
        for bad in (seal.X25519Recipient(bytes(32)), seal.HybridRecipient(good[:1184] + bytes(32))):
            with pytest.raises(seal.Invalid):
                seal.encrypt_bytes(b"", [bad])


class TestPrivateKey:
    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_is_read_back_from_its_text(self, key: seal.HybridIdentity) -> None:
        assert seal.parse_identity(key.text()) == key

    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_is_written_in_capitals(self, key: seal.HybridIdentity) -> None:
        text = key.text()
        for wrong in (text.lower(), text.capitalize(), f"{text} ", text[:-1], text + "Q", str(key.recipient)):
            with pytest.raises(seal.Invalid):
                seal.parse_identity(wrong)

    @pytest.mark.parametrize("key", NEW, ids=["x25519", "hybrid"])
    def test_is_not_shown_by_accident(self, key: seal.HybridIdentity) -> None:
        assert key.text() not in f"{key} {key!r}"
        assert key.secret.hex() not in repr(key)
        assert "lời" not in repr(seal.Passphrase("lời"))

    def test_file_may_hold_several_and_remarks(self) -> None:
        text = f"# created: hôm nay\n{NEW[0].text()}\n\n# public key: …\n{NEW[1].text()}\n"
        assert seal.parse_identities(text) == list(NEW)
        for wrong in ("", "# chỉ ghi chú\n", f"{NEW[0].text()} # ghi chú\n"):
            with pytest.raises(seal.Invalid):
                seal.parse_identities(wrong)
