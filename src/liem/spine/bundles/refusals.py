"""Why a bundle is not taken: each way of being wrong has its own name, sentence and next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Refusal, sentence_of

if TYPE_CHECKING:
    from datetime import datetime

    from liem.kernel.bundle import Slip
    from liem.kernel.errors import KernelError


class BundleRefused(Refusal):
    """A bundle that is not kept; whoever brought it may bring another."""

    code = "bundle_refused"


class Malformed(BundleRefused):
    """Not a bundle, or bytes that were altered on the way (``bad_bundle``, ``bad_part``)."""

    code = "bundle_malformed"


class ForSomebodyElse(BundleRefused):
    """Addressed to another office."""

    status = 403
    code = "bundle_for_somebody_else"


class UnknownSender(BundleRefused):
    """From an office whose card nobody here has compared and taken in."""

    status = 403
    code = "bundle_unknown_sender"


class Forged(BundleRefused):
    """Not signed with the key on the sender's card."""

    status = 403
    code = "bundle_forged"


class FromTheFuture(BundleRefused):
    """Made at a moment that has not come here yet."""

    code = "bundle_from_the_future"


class Forked(BundleRefused):
    """A second bundle of a number that came already, or one that does not follow the last: both signed."""

    status = 409
    code = "bundle_forked"


class OtherStream(BundleRefused):
    """The sender began a new row of bundles without its card being taken in anew."""

    status = 409
    code = "bundle_other_stream"


def malformed(fault: KernelError) -> Malformed | Forged:
    """Turn the refusal of the kernel into one of this room."""
    if fault.code == "forged":
        return Forged(
            sentence_of(fault),
            next_step=_("Không dùng gói này. Gọi điện cho nơi gửi; nếu họ đã đổi khóa, nhận thẻ khóa mới."),
        )
    return Malformed(sentence_of(fault), next_step=_("Xin nơi gửi chép lại gói."))


def for_somebody_else(slip: Slip, *, own: str) -> ForSomebodyElse:
    """Refuse a bundle addressed to another office."""
    return ForSomebodyElse(
        _("Gói này gửi cho %(to)s, không phải cho %(own)s.") % {"to": slip.receiver, "own": own},
        next_step=_("Chuyển gói cho đúng nơi nhận; ở đây không ai mở được."),
    )


def unknown_sender(slip: Slip) -> UnknownSender:
    """Refuse a bundle of an office not known here."""
    return UnknownSender(
        _("Chưa có thẻ khóa của nơi gửi %(office)s.") % {"office": slip.sender},
        next_step=_("Nhận thẻ khóa của họ, so vân tay khóa qua điện thoại rồi chạy: liem bundle trust."),
    )


def from_the_future(slip: Slip, *, at: datetime) -> FromTheFuture:
    """Refuse a bundle whose time has not come."""
    return FromTheFuture(
        _("Gói ghi lập lúc %(created)s, sau giờ của máy này (%(now)s).")
        % {"created": f"{slip.created:%Y-%m-%d %H:%M} UTC", "now": f"{at:%Y-%m-%d %H:%M} UTC"},
        next_step=_("Kiểm tra đồng hồ hai máy; đúng giờ rồi thì đưa lại gói."),
    )


def forked(slip: Slip) -> Forked:
    """Refuse a bundle that cannot stand in the row beside what came."""
    return Forked(
        _("Gói số %(number)s của %(office)s không khớp các gói đã nhận: nơi gửi đã lập hai gói khác nhau.")
        % {"number": slip.number, "office": slip.sender},
        next_step=_(
            "Giữ gói làm bằng chứng và hỏi nơi gửi (thường do khôi phục bản sao lưu cũ). "
            "Muốn nhận tiếp, nơi gửi mở dãy mới và hai bên nhận lại thẻ khóa."
        ),
    )


def other_stream(slip: Slip) -> OtherStream:
    """Refuse a further stream of a known sender."""
    return OtherStream(
        _("%(office)s gửi theo một dãy gói khác với dãy đang nhận.") % {"office": slip.sender},
        next_step=_("Hỏi nơi gửi vì sao; nếu đúng, nhận lại thẻ khóa của họ với --new-stream."),
    )
