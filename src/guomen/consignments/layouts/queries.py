"""Reading remembered layouts, and layouts that a person wrote down."""

import msgspec

from guomen.consignments.intake.terms import Layout
from guomen.consignments.models import SenderLayout
from guomen.kernel.terms import Refusal, Text


def remembered_layout(sender: str) -> tuple[int, Layout | None]:
    """The version and the layout last remembered for a sender; (0, None) where there is none."""
    row = SenderLayout.objects.filter(sender=sender).order_by("-version").first()
    return (row.version, msgspec.convert(row.content, Layout)) if row else (0, None)


def written_layout(text: str | bytes) -> Layout:
    """The layout that JSON text states. Raises Refusal that names what is wrong in it."""
    try:
        return msgspec.json.decode(text, type=Layout)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refusal(
            "layout.unreadable",
            Text(f"版式不是正确的 JSON：{error}。", f"The layout cannot be read: {error}."),
            Text("请对照版式说明改正。", "Compare it with the how-to for a sender's layout."),
        ) from None
