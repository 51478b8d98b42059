"""Early reminders (nhắc nhở sớm): a small fault is noted with its proof, told, answered, and lapses when
mended.

Mission row M6. A reminder is no discipline and has no form; its content areas are conduct only. Terms: nhắc
nhở ``reminder``, khuyết điểm nhỏ ``small_fault``, hết hiệu lực nhắc nhở ``lapse``.
Verbs: ``note answer contest uphold mark_mended lapse withdraw``.
"""
