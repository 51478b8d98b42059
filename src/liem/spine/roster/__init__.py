"""Readers (người đọc thư niêm phong): whose public keys sealed reports are sealed to, as signed lists.

No private key ever comes here. A key counts once two readers signed the list it stands on, and browsers check
every signature themselves before they seal anything.
Terms: khóa ``reader key``, danh sách người đọc ``list of readers``, mã đối chiếu ``fingerprint``.
Verbs: ``enrol_key confirm_key retire_key withdraw_key begin_again``.
"""
