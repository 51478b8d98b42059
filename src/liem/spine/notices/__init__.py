"""Notices (thông báo): one person is told that something waits; by e-mail only that, never the content.

Terms: thông báo ``notice``. Verbs: ``tell_step mark_read``.
"""
