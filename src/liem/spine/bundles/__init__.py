"""Bundles (gói gửi): what offices without a common system send each other, by wire, by stick, by paper.

Terms: gói gửi ``bundle``, phiếu gửi ``slip``, thẻ khóa ``card``, nơi trao đổi ``peer``.
Verbs: ``trust_peer send take``. A domain says what it sends and takes (:mod:`kinds`); this room keeps the
order, the keys and the proof.
"""
