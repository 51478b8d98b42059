"""Discipline (thi hành kỷ luật): proposal, hearing, counted vote, decision, notification, answer, appeal,
end of effect.

Mission row M5. Terms: thi hành kỷ luật ``discipline_enforcement``, khiển trách ``reprimand``, cảnh cáo
``warning``, cách chức ``dismissal_from_post``, khai trừ ``expulsion``, giải tán ``dissolution``, xóa tên
``name_removal``, thời hiệu ``limitation_period``, biểu quyết ``vote``, cộng dồn phiếu ``vote_cumulation``,
khiếu
nại ``discipline_appeal``, phục hồi quyền lợi ``rights_restoration``.
Verbs: ``propose examine add_paper release_paper hear answer defer resume refuse`` (actions), ``record_vote
read_vote`` (voting), ``refer decide decide_on_judgment`` (deciding), ``notify publish cancel restore_rights
end_effect`` (carrying_out), ``appeal accept_appeal reject_appeal withdraw_appeal settle_appeal`` (appeals),
``suspend extend_suspension lift_suspension`` (suspensions).
"""
