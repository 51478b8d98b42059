"""Sealed letters (thư niêm phong): kept unread for whom they are sealed to, found again by the receipt code.

The server knows a locator, the hash of a word, sealed bytes and an hour; no name, no address, no minute. It
holds no key. Entries go into the log under cover traffic (``liem.spine.log.cover``).
Terms: thư niêm phong ``report``, mã biên nhận ``receipt code``, trả lời ``message``.
Verbs: ``deposit reply follow_up rewrap``.
"""
