"""Sister lots: what the same producer made of the same goods, as far as lot and day of production do not tell apart."""

from dataclasses import dataclass
from datetime import date

from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Made:
    """What a goods item says of how it was made."""

    producer: str
    goods_code: str
    batch: str = ""
    produced_on: date | None = None


def kinship(failing: Made, other: Made) -> Text | None:
    """Why another item is a sister of the failing one; None where it is not.

    Same producer and goods code are needed. Where both declare a batch number, or a day of production, it has to be the
    same; where one of them declares none, it cannot be told apart and is a sister.
    """
    if not failing.producer or (failing.producer, failing.goods_code) != (other.producer, other.goods_code):
        return None
    if failing.batch and other.batch:
        same = "".join(failing.batch.split()).upper() == "".join(other.batch.split()).upper()
        return Text("同一生产企业、同一商品、同一批号", "same producer, goods and batch number") if same else None
    if failing.produced_on and other.produced_on:
        if failing.produced_on != other.produced_on:
            return None
        return Text("同一生产企业、同一商品、同一生产日期", "same producer, goods and day of production")
    return Text(
        "同一生产企业、同一商品，批号未申报，不能区分",
        "same producer and goods; batches are not declared on both, so they cannot be told apart",
    )
