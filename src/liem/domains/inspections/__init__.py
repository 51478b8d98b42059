"""Inspections (cuộc kiểm tra, giám sát): from the decision to remedies proved, by procedures that are
dated data.

Mission row M4. Terms: cuộc kiểm tra ``inspection``, đoàn ``inspection_team``, chứng cứ ``evidence``, dấu
hiệu vi
phạm ``sign_of_violation``, kết luận ``conclusion_notice``, yêu cầu ``requirement``, khắc phục ``remedy``,
phúc tra
``re_inspection``, xung đột lợi ích ``conflict``.
Verbs: ``open_inspection appoint step_aside declare_conflict add_paper add_evidence state take_step extend
hand_over
receive_hand_over save_draft issue_conclusion confirm_remedy schedule_recheck``.
"""
