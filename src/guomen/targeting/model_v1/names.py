"""What columns are called where a person reads of them: in both languages where the house knows them."""

from guomen.kernel.terms import Text
from guomen.targeting.model_v1.keys import CROSSED, source

_KNOWN = {
    "importer": Text("进口商", "importer"),
    "declarant": Text("申报单位", "declarant"),
    "producer": Text("生产企业", "producer"),
    "consignor": Text("境外发货人", "consignor"),
    "consignor_name": Text("境外发货人", "consignor"),
    "goods_code": Text("商品编号", "goods code"),
    "goods_code:2": Text("商品章", "chapter"),
    "goods_code:4": Text("商品税目", "heading"),
    "goods_code:6": Text("商品子目", "subheading"),
    "goods_code:8": Text("商品税号", "tariff line"),
    "origin": Text("原产国", "origin"),
    "departure_country": Text("启运国", "country of departure"),
    "office": Text("受理机构", "office"),
    "port": Text("口岸", "port"),
    "regime": Text("贸易方式", "trade mode"),
    "transport_mode": Text("运输方式", "mode of transport"),
    "brand": Text("品牌", "brand"),
    "intended_use": Text("用途", "intended use"),
    "net_mass": Text("净重", "net mass"),
    "gross_mass": Text("毛重", "gross mass"),
    "value": Text("货值", "value"),
    "quantity": Text("数量", "quantity"),
    "package_count": Text("件数", "packages"),
}


def name_of(key: str) -> Text:
    """What an entity, a number or a cross is called; a column that the house does not know is called as it is."""
    if CROSSED in key:
        parts = [name_of(part) for part in key.split(CROSSED)]
        return Text("×".join(part.zh for part in parts), " × ".join(part.en for part in parts))
    if key in _KNOWN:
        return _KNOWN[key]
    column, length = source(key)
    return Text(f"{column}前{length}位", f"{column}, first {length}") if length else Text(column, column)
