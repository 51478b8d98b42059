"""Notices (thông báo): one person is told that something waits; by e-mail only that, never the content.

Terms: thông báo ``notice``, địa chỉ lịch ``feed``. Verbs: ``tell_step mark_read open_feed revoke_feed``.
"""
