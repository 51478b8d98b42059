"""Discipline (thi hành kỷ luật): proposal, hearing, counted vote, decision, notification, answer, appeal,
end of effect.

Mission row M5. Terms: thi hành kỷ luật ``discipline_enforcement``, khiển trách ``reprimand``, cảnh cáo
``warning``, cách
chức ``dismissal_from_post``, khai trừ ``expulsion``, giải tán ``dissolution``, xóa tên ``name_removal``,
thời hiệu
``limitation_period``, biểu quyết ``vote``, cộng dồn phiếu ``vote_cumulation``, khiếu nại
``discipline_appeal``.
Verbs: ``propose examine hear record_vote decide notify publish answer appeal settle_appeal suspend
extend_suspension
lift_suspension defer resume close end_effect``.
"""
