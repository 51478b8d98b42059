"""Questions (câu hỏi cần xem xét): what the record makes one ask, with evidence and innocent explanations.

A question is never a verdict: it goes to a person who decides, the person or unit concerned can answer first.
Mission rows M4, M6, M17. Terms: câu hỏi ``question``, căn cứ ``evidence``, khả năng vô hại
``innocent_explanation``.
Verbs: ``raise_step ask answer dismiss follow merge``.
"""
