"""Tasks (nhiệm vụ): given, acknowledged, worked, urged, finished, accepted, with six things clear (sáu rõ).

Mission row M2. Who (``lead_unit``, ``co_units``, ``person``), what (``text``), when (``due_at`` by
``deadline_kind``),
responsibility, product, authority. Three outcomes are kept apart: on time, late, no deadline given (never
late).
Verbs: ``assign acknowledge report_progress request_extension decide_extension finish accept return_task
urge cascade withdraw``.
"""
