"""New signals find the dossiers that they bear on; what a programme of sampling finds beyond its limit opens one."""

from guomen.catalogue.queries import commodity_name, hazard_name, hazards
from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Reason, Text
from guomen.surveillance.clusters.operations import add_members, open_dossier
from guomen.surveillance.clusters.queries import dossiers_holding, placements
from guomen.surveillance.clusters.terms import Opening
from guomen.surveillance.signals.queries import signals

_NEWER = Reason("dossier.newer", Text("更新了此前归入的信号。", "A newer version of a signal that is in it."))


@listens_to("surveillance.signals.received")
def take_in(news: News) -> None:
    """Signals of a risk that has a live dossier become its members, those about goods that contain its goods too; taken
    in once, whoever asks twice. A newer version stands where the one before it stood.
    """
    for newer, older in news.payload.get("supersedes", []):
        for row in dossiers_holding(older):
            add_members(actor=None, at=news.at, number=row.number, signals=[newer], reasons=[_NEWER])
    received = signals().filter(pk__in=news.payload["signals"]).order_by("pk")
    for placed in placements(received.iterator(chunk_size=5_000), news.at):
        path = [placed.path.as_json()] if placed.path is not None else []
        add_members(
            actor=None, at=news.at, number=placed.dossier, signals=placed.signals, reasons=[placed.reason], path=path
        )


@listens_to("supervision.limit.exceeded")
def on_exceeded(news: News) -> None:
    """A programme of sampling found a limit exceeded: whoever assesses risks is asked at once, with our own signals of
    that sample at hand; where a dossier of the risk is open, it takes them in.
    """
    told = news.payload
    line, analytes = f"{told['programme']}/{told['line']}", ", ".join(told["analytes"])
    what = hazard_name(told["hazard"]) if told["hazard"] in hazards() else Text(analytes, analytes)
    goods = commodity_name(told["goods_code"])
    why = Text(
        f"监控计划{line}样品{told['sample']}超标：{analytes}。",
        f"Sample {told['sample']} of programme line {line} exceeds its limit: {analytes}.",
    )
    open_dossier(
        actor=None,
        at=news.at,
        hazard=told["hazard"],
        goods=[told["goods_code"]],
        origins=[told["origin"]] if told["origin"] else [],
        title=Text(f"{what.zh} – {goods.zh}", f"{what.en} – {goods.en}"),
        opening=Opening.EXCEEDED,
        reasons=[Reason("dossier.programme", why, source=f"sample:{told['sample']}")],
        signals=list(signals().filter(sample=told["sample"]).values_list("pk", flat=True)),
    )
