"""Opening a sealed name (mở danh tính niêm phong): two bodies, one reason each, both in the log first.

A leader who reads the report asks; a reader of another body, which keeps the outer seal, agrees or refuses.
Only when both entries stand in the log under a head with enough witnesses does the server give out the bytes:
to the other body, which takes off its seal and hands over what is left, and then to who asked. The server
opens nothing. Terms: yêu cầu mở danh tính ``identity_request``, cơ quan giữ danh tính ``custodian``.
Verbs: ``ask approve refuse hand_over end``.
"""
