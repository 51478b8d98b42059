"""Divided keys (khóa chia mảnh): who holds which sheet, and each ceremony at which sheets are put together.

A reader's recovery key may stand on five sheets with five bodies; any three give it back. The server never
sees a sheet. It keeps the names of the holders, and writes each ceremony into the log before it is held: who
brings which sheet, why, for what. A key that was put together once is replaced.
Terms: khóa chia mảnh ``divided_key``, tờ mảnh khóa ``sheet``, lễ mở khóa chia mảnh ``assembly``.
Verbs: ``divide assemble``.
"""
