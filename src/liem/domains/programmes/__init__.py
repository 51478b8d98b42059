"""Programmes of inspection and supervision (chương trình kiểm tra, giám sát): what a body inspects in a
period, and why.

Mission row M3. Terms: chương trình ``inspection_programme``, nội dung ``content_area``, đối tượng
``inspection_subject``, thay đổi so với chương trình ``deviation``, bốc thăm ``draw``.
Verbs: ``draft propose_item drop_item assign_member announce_draw finish_draw submit approve deviate close``.
"""
