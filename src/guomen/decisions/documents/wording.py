"""From a certificate and its disposition to the words of the paper; only what the trader may read."""

from datetime import date

from guomen.catalogue.queries import code_name, country_name
from guomen.consignments.queries import declaration
from guomen.decisions import policies
from guomen.decisions.documents.terms import Goods, Ground, Paper
from guomen.decisions.models import Certificate, Disposition
from guomen.decisions.terms import CertificateKind, DispositionKind, DispositionLine, grouped
from guomen.kernel.terms import Reason, Text

_CONFORMITY = {True: Text("合格", "conforming"), False: Text("不合格", "not conforming"), None: Text("", "")}
_AUTOMATIC = Text(
    "由系统依据签发政策自动签发并加盖电子签章，无人工签名。",
    "Issued and sealed by the program under the agency's policy; no person signed.",
)


def worded(certificate: Certificate, *, on: date, address: str, replaces: Certificate | None) -> Paper:
    """What the certificate says. `address` is that of this installation; the QR code leads to /v/<code> under it."""
    row = certificate.disposition
    declared = declaration(row.consignment_id, row.version)
    kind = DispositionKind(row.kind)
    return Paper(
        title=CertificateKind(certificate.kind).text,
        number=certificate.number,
        code=grouped(certificate.code),
        address=f"{address.rstrip('/')}/v/{certificate.code}",
        office=Text(row.office.name_zh, row.office.name_en),
        act=kind.text,
        issued_on=on,
        valid_until=certificate.valid_until,
        reference=declared.reference,
        importer=declared.importer_name or declared.importer,
        conveyance=" ".join(part for part in (declared.conveyance, declared.voyage) if part),
        bill_number=declared.bill_number,
        goods=tuple(_goods(line) for line in lines_said(row)),
        grounds=tuple(grounds_said(row)),
        conditions=row.conditions,
        signed=tuple(_signatures(row)),
        remedy=_remedy(row, on),
        replaces=replaces.number if replaces else "",
    )


def lines_said(row: Disposition) -> tuple[DispositionLine, ...]:
    """The goods lines that the disposition keeps."""
    return tuple(DispositionLine(**{**line, "hazards": tuple(line["hazards"])}) for line in row.lines)


def grounds_said(row: Disposition) -> list[Ground]:
    """The reasons that the trader may read; the bare act where a word would tell how goods are picked."""
    reasons = [Reason.from_json(reason) for reason in row.reasons]
    said = [Ground(reason.public, reason.basis) for reason in reasons if reason.public is not None]
    act = DispositionKind(row.kind).text
    return said or [Ground(Text(f"依法决定{act.zh}。", f"Decided under the law: {act.en.lower()}."), "")]


def quantity_said(quantity: str, unit: str) -> Text:
    """A declared quantity with the name of its unit; empty where none was declared."""
    name = code_name("quantity_unit", unit) if unit else Text("", "")
    return Text(f"{quantity} {name.zh}".strip(), f"{quantity} {name.en}".strip()) if quantity else Text("", "")


def _goods(line: DispositionLine) -> Goods:
    return Goods(
        item_no=line.item_no,
        code=line.goods_code,
        description=line.description,
        origin=country_name(line.origin) if line.origin else Text("", ""),
        quantity=quantity_said(line.quantity, line.quantity_unit),
        conformity=_CONFORMITY[line.conforming],
    )


def _signatures(row: Disposition) -> list[Text]:
    if row.automatic:
        return [_AUTOMATIC]
    people = ((row.signed_by, "签发人", "Signed by"), (row.seconded_by, "复签人", "Second signature"))
    return [
        Text(f"{zh}：{person.name_zh}", f"{en}: {person.name_en}") for person, zh, en in people if person is not None
    ]


def _remedy(row: Disposition, on: date) -> Text | None:
    if row.kind == DispositionKind.RELEASE:
        return None
    last = policies.appeal_until(on, on=on, office=row.office).isoformat()
    return Text(
        f"对检验检疫结果有异议的，可于{last}前（含当日）向签发机构申请复验。",
        f"Whoever disputes the result may ask the issuing office for re-inspection until {last} (inclusive).",
    )
