"""Early reminders (nhắc nhở sớm): a small fault is noted with its proof, told, answered, and lapses when
mended.

Mission row M6. Terms: nhắc nhở ``reminder``, khuyết điểm nhỏ ``small_fault``, hết hiệu lực nhắc nhở
``lapse``.
Verbs: ``note tell answer mark_mended contest withdraw lapse``.
"""
