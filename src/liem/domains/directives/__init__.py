"""Directives (văn bản chỉ đạo): a document comes in, is read, confirmed, its tasks are given, and reported
upward.

Mission row M2. Terms: văn bản chỉ đạo ``directive``, số ``number``, ký hiệu ``document_symbol``, trích yếu
``abstract``
(here ``subject``), căn cứ ``base_documents``, giao việc ``assignment``.
Verbs: ``receive record_reading record_unreadable confirm assign_tasks add_task issue_letter set_aside
close``.
"""
