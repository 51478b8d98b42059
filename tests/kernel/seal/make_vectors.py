"""Writes vectors/age.json: sealed files, the keys for them, and what each must come to.

Made from the definition (c2sp.org/age) with hashlib, hmac and the two primitives alone, not with the code
under test, so that the two check each other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FILE = Path(__file__).parent / "vectors" / "age.json"
PIECE = 65536
KEY = bytes(range(1, 33))
OTHER = bytes(range(2, 34))
EPHEMERAL = bytes(range(100, 132))
FILE_KEY = b"muoi sau byte nh"
NONCE = bytes(range(200, 216))
ONE = b"\x01" + bytes(31)
LONGEST_WRITTEN = 4_000  # files of whole pieces are made again each time, not kept


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def stray(text: str) -> str:
    """The same bytes to a careless reader: a bit set behind the last one of 32 bytes."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    first = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    return hmac.digest(first, info + b"\x01", hashlib.sha256)


def public(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def wrapped(reader: bytes, ephemeral: bytes = EPHEMERAL, file_key: bytes = FILE_KEY) -> tuple[bytes, bytes]:
    share, to = public(ephemeral), public(reader)
    secret = X25519PrivateKey.from_private_bytes(ephemeral).exchange(X25519PublicKey.from_public_bytes(to))
    key = hkdf(secret, share + to, b"age-encryption.org/v1/X25519")
    return share, ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def stanza(reader: bytes = KEY, ephemeral: bytes = EPHEMERAL, file_key: bytes = FILE_KEY) -> str:
    share, body = wrapped(reader, ephemeral, file_key)
    return f"-> X25519 {b64(share)}\n{b64(body)}\n"


def scrypt(
    words: str, work: str = "10", salt: bytes = b"muoi cua vi du 1", file_key: bytes = FILE_KEY
) -> str:
    key = hashlib.scrypt(
        words.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << 10, r=8, p=1, dklen=32
    )
    body = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    return f"-> scrypt {b64(salt)} {work}\n{b64(body)}\n"


def head(*stanzas: str, version: str = "age-encryption.org/v1\n", file_key: bytes = FILE_KEY) -> bytes:
    covered = version + "".join(stanzas) + "---"
    mac = hmac.digest(hkdf(file_key, b"", b"header"), covered.encode(), hashlib.sha256)
    return f"{covered} {b64(mac)}\n".encode()


def pieces(content: bytes, *, file_key: bytes = FILE_KEY) -> list[bytes]:
    cipher = ChaCha20Poly1305(hkdf(file_key, NONCE, b"payload"))
    cut = [content[at : at + PIECE] for at in range(0, len(content), PIECE)] or [b""]
    return [
        cipher.encrypt(at.to_bytes(11, "big") + bytes([at == len(cut) - 1]), piece, None)
        for at, piece in enumerate(cut)
    ]


def body(content: bytes) -> bytes:
    return NONCE + b"".join(pieces(content))


def piece(number: int, content: bytes, last: int) -> bytes:
    cipher = ChaCha20Poly1305(hkdf(FILE_KEY, NONCE, b"payload"))
    return cipher.encrypt(number.to_bytes(11, "big") + bytes([last]), content, None)


SMALL = "Đơn gửi Ủy ban\n".encode()
LONG = bytes(at % 251 for at in range(2 * PIECE + 100))
HEAD, OK = head(stanza()), head(stanza()) + body(SMALL)
SHARE, WRAPPED = wrapped(KEY)
LINE = f"-> X25519 {b64(SHARE)}\n"


def good() -> dict[str, tuple[bytes, bytes]]:
    strange = "-> mot-loai.example/la doi-so-1 doi-so-2\n"
    return {
        "small": (OK, SMALL),
        "empty": (HEAD + body(b""), b""),
        "one byte less than a piece": (HEAD + body(LONG[: PIECE - 1]), LONG[: PIECE - 1]),
        "one piece": (HEAD + body(LONG[:PIECE]), LONG[:PIECE]),
        "one byte more than a piece": (HEAD + body(LONG[: PIECE + 1]), LONG[: PIECE + 1]),
        "two pieces": (HEAD + body(LONG[: 2 * PIECE]), LONG[: 2 * PIECE]),
        "three pieces": (HEAD + body(LONG), LONG),
        "second of two readers": (head(stanza(OTHER), stanza(KEY)) + body(SMALL), SMALL),
        "same reader twice": (head(stanza(), stanza(ephemeral=OTHER)) + body(SMALL), SMALL),
        "strange stanza first": (head(strange + "YWJj\n", stanza()) + body(SMALL), SMALL),
        "strange stanza of no body": (head(strange + "\n", stanza()) + body(SMALL), SMALL),
        "strange stanza of one full line": (head(strange + "A" * 64 + "\n\n", stanza()) + body(SMALL), SMALL),
        "strange stanza of two lines": (head(strange + "A" * 64 + "\nAAAA\n", stanza()) + body(SMALL), SMALL),
        "stanza of one strange word": (head("-> !\n\n", stanza()) + body(SMALL), SMALL),
    }


def for_others() -> dict[str, bytes]:
    return {
        "another reader": head(stanza(OTHER)) + body(SMALL),
        "only strange stanzas": head("-> la\nYWJj\n") + body(SMALL),
        "kind in small letters": head(stanza().replace("X25519", "x25519")) + body(SMALL),
        "wrapped key altered": OK.replace(b64(WRAPPED).encode(), b64(WRAPPED[:-1] + b"x").encode()),
    }


def malformed() -> dict[str, bytes]:
    share, wrap = b64(SHARE), b64(WRAPPED)

    def with_stanza(text: str) -> bytes:
        return head(text) + body(SMALL)

    return {
        "nothing": b"",
        "version alone": b"age-encryption.org/v1\n",
        "version 2": head(stanza(), version="age-encryption.org/v2\n") + body(SMALL),
        "version with blank": head(stanza(), version="age-encryption.org/v1 \n") + body(SMALL),
        "version with carriage return": OK.replace(b"/v1\n", b"/v1\r\n"),
        "byte order mark": b"\xef\xbb\xbf" + OK,
        "empty line first": b"\n" + OK,
        "no stanza": head() + body(SMALL),
        "no end of the head": OK[: len(HEAD) - 1],
        "head cut in the mac": OK[: len(HEAD) - 20],
        "mac too short": HEAD[:-2] + b"\n" + body(SMALL),
        "mac with padding": HEAD[:-1] + b"=\n" + body(SMALL),
        "mac with stray bits": stray(HEAD[:-1].decode()).encode() + b"\n" + body(SMALL),
        "mac of no blank": OK.replace(b"--- ", b"---"),
        "mac of two blanks": OK.replace(b"--- ", b"---  "),
        "mac with a word more": HEAD[:-1] + b" x\n" + body(SMALL),
        "carriage returns": HEAD.replace(b"\n", b"\r\n") + body(SMALL),
        "stanza without arguments": with_stanza("-> \n\n" + stanza()),
        "stanza without blank": with_stanza("->X25519 " + share + f"\n{wrap}\n"),
        "stanza of two blanks": with_stanza(f"->  X25519 {share}\n{wrap}\n"),
        "two blanks between arguments": with_stanza(f"-> X25519  {share}\n{wrap}\n"),
        "blank at the end of arguments": with_stanza(f"-> X25519 {share} \n{wrap}\n"),
        "letter outside ascii": with_stanza("-> đơn\n\n" + stanza()),
        "control character": with_stanza("-> a\x01b\n\n" + stanza()),
        "body with padding": with_stanza("-> la\nYWI=\n" + stanza()),
        "body with stray bits": with_stanza("-> la\nYWJ\n" + stanza()),
        "body of one letter": with_stanza("-> la\nA\n" + stanza()),
        "body of a foreign letter": with_stanza("-> la\nAA_A\n" + stanza()),
        "body with a blank": with_stanza("-> la\nAA AA\n" + stanza()),
        "body line too long": with_stanza("-> la\n" + "A" * 68 + "\n" + stanza()),
        "body without last line": with_stanza("-> la\n" + "A" * 64 + "\n" + stanza()),
        "body with an empty line more": with_stanza("-> la\nYWJj\n\n" + stanza()),
        "share too short": with_stanza(f"-> X25519 {b64(SHARE[:31])}\n{wrap}\n"),
        "share too long": with_stanza(f"-> X25519 {b64(SHARE + b'0')}\n{wrap}\n"),
        "share with stray bits": with_stanza(f"-> X25519 {stray(share)}\n{wrap}\n"),
        "share with padding": with_stanza(f"-> X25519 {share}=\n{wrap}\n"),
        "share missing": with_stanza(f"-> X25519\n{wrap}\n"),
        "argument more": with_stanza(f"-> X25519 {share} x\n{wrap}\n"),
        "share of small order": with_stanza(f"-> X25519 {b64(bytes(32))}\n{wrap}\n"),
        "share of small order, one": with_stanza(f"-> X25519 {b64(ONE)}\n{wrap}\n"),
        "wrapped key too short": with_stanza(f"{LINE}{b64(WRAPPED[:-1])}\n"),
        "wrapped key too long": with_stanza(f"{LINE}{b64(WRAPPED + b'0')}\n"),
        "wrapped key empty": with_stanza(f"{LINE}\n"),
        "file key of 15 bytes": with_stanza(stanza(file_key=FILE_KEY[:15])),
        "file key of 32 bytes": with_stanza(stanza(file_key=FILE_KEY * 2)),
        "passphrase beside a key": with_stanza(scrypt("lời") + stanza()),
        "key beside a passphrase": with_stanza(stanza() + scrypt("lời")),
    }


def broken() -> dict[str, bytes]:
    cut = pieces(LONG)
    one, many = HEAD + NONCE, HEAD + body(LONG)
    return {
        "mac of another file key": head(stanza(), file_key=b"x" * 16) + body(SMALL),
        "mac altered": HEAD[:-10] + bytes([HEAD[-10] ^ 1]) + HEAD[-9:] + body(SMALL),
        "stanza added after the mac": OK.replace(b"---", b"-> la\nYWJj\n---", 1),
        "stanza taken away": head(stanza(OTHER), stanza()).replace(stanza(OTHER).encode(), b"") + body(SMALL),
        "stanzas changed round": (
            head(stanza(OTHER), stanza())[: -len("--- ") - 44].replace(
                (stanza(OTHER) + stanza()).encode(), (stanza() + stanza(OTHER)).encode()
            )
            + head(stanza(OTHER), stanza())[-len("--- ") - 44 :]
            + body(SMALL)
        ),
        "no content": HEAD,
        "nonce cut": HEAD + NONCE[:15],
        "nonce alone": one,
        "tag cut": one + piece(0, b"", 1)[:15],
        "content cut": OK[:-1],
        "content altered": OK[:-1] + bytes([OK[-1] ^ 1]),
        "nonce altered": HEAD + b"x" + OK[len(HEAD) + 1 :],
        "byte more": OK + b"\0",
        "line end more": OK + b"\n",
        "file twice": OK + OK,
        "cut at a piece": many[: len(HEAD) + 16 + PIECE + 16],
        "cut in a piece": many[: len(HEAD) + 16 + PIECE + 16 + 1000],
        "last piece left out": HEAD + NONCE + cut[0] + cut[1],
        "first piece left out": HEAD + NONCE + cut[1] + cut[2],
        "middle piece left out": HEAD + NONCE + cut[0] + cut[2],
        "pieces changed round": HEAD + NONCE + cut[1] + cut[0] + cut[2],
        "piece twice": HEAD + NONCE + cut[0] + cut[0] + cut[1] + cut[2],
        "last piece twice": HEAD + NONCE + cut[0] + cut[1] + cut[2] + cut[2],
        "two pieces marked last": one + piece(0, LONG[:PIECE], 1) + piece(1, b"x", 1),
        "no piece marked last": one + piece(0, LONG[:PIECE], 0) + piece(1, b"x", 0),
        "only piece not marked last": one + piece(0, SMALL, 0),
        "mark of two": one + piece(0, SMALL, 2),
        "counting from one": one + piece(1, SMALL, 1),
        "empty last piece": one + piece(0, LONG[:PIECE], 0) + piece(1, b"", 1),
        "short piece in the middle": one + piece(0, b"x", 0) + piece(1, b"y", 1),
        "last piece too long": one + piece(0, LONG[: PIECE + 1], 1),
    }


def passphrases() -> dict[str, tuple[bytes, str, str]]:
    salt = b"muoi cua vi du 1"
    ok = scrypt("mật khẩu")
    long_salt = scrypt("mật khẩu", salt=salt + b"x")

    def file(text: str) -> bytes:
        return head(text) + body(SMALL)

    return {
        "passphrase": (file(ok), "mật khẩu", "ok"),
        "passphrase typed with loose marks": (file(ok), unicodedata.normalize("NFD", "mật khẩu"), "ok"),
        "another passphrase": (file(ok), "mật khẩu ", "no_key_fits"),
        "too much work": (file(scrypt("mật khẩu", "11")), "mật khẩu", "too_much_work"),
        "work far too much": (file(scrypt("mật khẩu", "99")), "mật khẩu", "too_much_work"),
        "work without bound": (file(scrypt("mật khẩu", "9" * 30)), "mật khẩu", "bad_seal"),
        "no work": (file(scrypt("mật khẩu", "0")), "mật khẩu", "bad_seal"),
        "work with a zero": (file(scrypt("mật khẩu", "010")), "mật khẩu", "bad_seal"),
        "work with a sign": (file(scrypt("mật khẩu", "+10")), "mật khẩu", "bad_seal"),
        "work in another base": (file(scrypt("mật khẩu", "0xa")), "mật khẩu", "bad_seal"),
        "work missing": (file(ok.replace(" 10\n", "\n")), "mật khẩu", "bad_seal"),
        "argument more than work": (file(ok.replace(" 10\n", " 10 10\n")), "mật khẩu", "bad_seal"),
        "salt too long": (file(long_salt), "mật khẩu", "bad_seal"),
        "salt with padding": (file(ok.replace(b64(salt), b64(salt) + "==")), "mật khẩu", "bad_seal"),
        "two passphrases": (file(ok + scrypt("lời khác")), "mật khẩu", "bad_seal"),
    }


def told(name: str, data: bytes, expect: str, **more: str) -> dict[str, Any]:
    return {"name": name, "expect": expect, **more, "file": base64.b64encode(data).decode()}


def vectors() -> list[dict[str, Any]]:
    found = [
        told(name, data, "ok", secret=KEY.hex(), sha256=hashlib.sha256(content).hexdigest())
        for name, (data, content) in good().items()
    ]
    for expect, files in (
        ("no_key_fits", for_others()),
        ("bad_seal", malformed()),
        ("seal_broken", broken()),
    ):
        found += [told(name, data, expect, secret=KEY.hex()) for name, data in files.items()]
    small = hashlib.sha256(SMALL).hexdigest()
    for name, (data, words, expect) in passphrases().items():
        found.append(told(name, data, expect, words=words, **({"sha256": small} if expect == "ok" else {})))
    return found


def text() -> str:
    kept = [one for one in vectors() if len(one["file"]) <= LONGEST_WRITTEN]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), "utf-8")
