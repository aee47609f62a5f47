"""What may be declared: one row per field, from which messages, files, documents and screens are read.

Elements and lengths follow the 2018 integrated declaration (single-window declaration elements); countries are
ISO 3166-1 alpha-2 here, where the declaration of 2018 writes numbers.
"""

from guomen.consignments.intake.terms import Field, Kind
from guomen.kernel.terms import Text

_DIRECTIONS = {
    **dict.fromkeys(("import", "i", "imp", "进口", "进境", "入境"), "import"),
    **dict.fromkeys(("export", "e", "exp", "出口", "出境"), "export"),
}
_YES = {**dict.fromkeys(("1", "true", "y", "yes", "是"), "1"), **dict.fromkeys(("0", "false", "n", "no", "否"), "")}
_ACTIONS = {"lodge": "lodge", "amend": "amend", "cancel": "cancel", "申报": "lodge", "修改": "amend", "撤销": "cancel"}
_SCHEMES = {"uscc": "uscc", "local": "local"}
_PORT = Text("6位数字或大写字母", "6 digits or capital letters")
_REFERENCE = r"[^\x00-\x20](?:.*[^\x00-\x20])?"


def _head(name: str, kind: Kind, element: str, zh: str, en: str, **more: object) -> Field:
    return Field(name, "head", kind, element, Text(zh, en), **more)  # type: ignore[arg-type]


def _item(name: str, kind: Kind, element: str, zh: str, en: str, **more: object) -> Field:
    return Field(name, "item", kind, element, Text(zh, en), **more)  # type: ignore[arg-type]


HEAD_FIELDS: tuple[Field, ...] = (
    _head("sender", Kind.TEXT, "", "发送方", "sender", max_length=60, required="always"),
    _head("reference", Kind.TEXT, "EntryId", "报关单编号", "reference", max_length=60, required="always",
          titles=("declaration id", "declaration no", "declaration number", "entry no", "entry id", "entry number",
                  "reference no", "ref", "preentryid", "seqno", "海关编号", "预录入编号", "统一编号", "申报单号",
                  "单号", "编号", "customs declaration number")),
    _head("version", Kind.INTEGER, "", "版本", "version", titles=("版本号", "version no")),
    _head("action", Kind.CHOICE, "", "动作", "action", choices=_ACTIONS, titles=("操作",)),
    _head("direction", Kind.CHOICE, "IEFlag", "进出口标志", "direction", choices=_DIRECTIONS, required="always",
          titles=("import export", "i/e", "ie flag", "flow", "trade flow", "进出口", "进/出口")),
    _head("regime", Kind.CODE, "TradeMode", "监管方式", "trade mode", max_length=4, pattern=r"[0-9]{4}",
          shape=Text("4位数字", "4 digits"), titles=("regime", "supervision mode", "customs regime", "贸易方式")),
    _head("declared_on", Kind.DATE, "AplDate", "申报日期", "declared on", required="always",
          titles=("date", "declaration date", "apply date", "日期", "报关日期", "date of declaration")),
    _head("moved_on", Kind.DATE, "IEDate", "进口日期/出口日期", "import or export date",
          titles=("import date", "export date", "arrival date", "date of arrival", "进口日期", "出口日期", "进出口日期",
                  "moved on")),
    _head("shipped_on", Kind.DATE, "DespDate", "启运日期", "shipment date",
          titles=("shipped on", "departure date", "date of departure", "loading date")),
    _head("office", Kind.CODE, "OrgCode", "检验检疫受理机关", "accepting office", max_length=10, required="always",
          pattern=r"[A-Z0-9-]+", shape=Text("字母或数字", "letters or digits"),
          titles=("office", "office id", "office code", "customs office", "custommaster", "申报地海关", "受理机关",
                  "机构代码", "关区")),
    _head("port", Kind.CODE, "EntyPortCode", "入境口岸/离境口岸", "port of entry or exit", max_length=6,
          pattern=r"[A-Z0-9]{3,6}", shape=_PORT,
          titles=("port", "entry port", "port code", "port of entry", "exit port", "入境口岸", "离境口岸", "口岸",
                  "口岸代码")),
    _head("destination_office", Kind.CODE, "PurpOrgCode", "目的地检验检疫机关", "destination office", max_length=10,
          pattern=r"[A-Z0-9-]+", titles=("目的地机关",)),
    _head("transport_mode", Kind.CODE, "TrafMode", "运输方式", "mode of transport", max_length=1, pattern=r"[0-9A-Z]",
          shape=Text("1位代码", "a code of one character"), titles=("transport mode", "transport", "运输方式代码")),
    _head("conveyance", Kind.TEXT, "TrafName", "运输工具名称", "conveyance", max_length=50,
          titles=("vessel", "vessel name", "ship", "flight", "船名", "运输工具", "conveyance name")),
    _head("voyage", Kind.TEXT, "VoyNo", "航次号", "voyage", max_length=32, titles=("voyage no", "航次", "航班号")),
    _head("bill_number", Kind.TEXT, "BillNo", "提运单号", "bill of lading", max_length=50,
          titles=("bill number", "b/l", "bl no", "bill of lading no", "awb", "waybill", "提单号", "运单号", "blno")),
    _head("contract_number", Kind.TEXT, "ContrNo", "合同协议号", "contract number", max_length=32,
          titles=("contract", "contract no", "合同号")),
    _head("importer", Kind.CODE, "TradeCoScc", "境内收发货人代码", "importer or exporter", max_length=50,
          required="always",
          titles=("importer", "importer id", "importer code", "importer uscc", "importer no", "exporter",
                  "exporter id", "consignee code", "consignee id", "trader id", "uscc",
                  "统一社会信用代码", "收货人代码", "境内收发货人", "境内收货人代码", "收发货人代码", "进口商代码",
                  "进口商编号", "tradecode")),
    _head("importer_scheme", Kind.CHOICE, "", "收发货人代码类别", "importer scheme", choices=_SCHEMES),
    _head("importer_name", Kind.TEXT, "TradeName", "境内收发货人名称", "importer name", max_length=150,
          titles=("consignee", "consignee name", "importer company", "收货人", "收货人名称", "进口商", "进口商名称",
                  "企业名称", "收发货人名称")),
    _head("declarant", Kind.CODE, "AgentCodeScc", "申报单位代码", "declarant", max_length=50,
          titles=("declarant id", "agent", "broker", "broker id", "customs broker", "agentcode", "申报单位", "报关行")),
    _head("owner", Kind.CODE, "OwnerCodeScc", "消费使用单位/生产销售单位代码", "owner", max_length=50,
          titles=("end user", "ownercode", "消费使用单位", "生产销售单位")),
    _head("consignor", Kind.CODE, "OverseasConsignorCode", "境外发货人代码", "overseas consignor code", max_length=50,
          titles=("consignor id", "consignor code", "seller id", "seller code", "supplier id", "shipper id",
                  "发货人代码", "consignor")),
    _head("consignor_name", Kind.TEXT, "OverseasConsignorEname", "境外发货人名称", "overseas consignor", max_length=150,
          titles=("consignor name", "seller", "supplier", "shipper", "seller name", "supplier name", "发货人",
                  "境外发货人", "供应商", "overseasconsignorcname")),
    _head("departure_country", Kind.COUNTRY, "TradeCountry", "启运国（地区）/运抵国（地区）",
          "country of departure", max_length=2,
          titles=("departure country", "country of dispatch", "country of export", "启运国", "运抵国", "启运国(地区)",
                  "起运国", "destination country")),
    _head("package_count", Kind.INTEGER, "PackNo", "件数", "packages",
          titles=("package count", "number of packages", "pieces", "no of packages", "ctns", "cartons")),
    _head("package_kind", Kind.CODE, "WrapType", "包装种类", "kind of packages", max_length=4,
          titles=("package kind", "package type", "packing", "包装")),
    _head("gross_mass", Kind.DECIMAL, "GrossWet", "毛重（千克）", "gross mass (kg)",
          titles=("gross mass", "gross weight", "gross weight kg", "毛重", "毛重(kg)", "g.w.")),
    _head("net_mass", Kind.DECIMAL, "NetWt", "总净重（千克）", "total net mass (kg)", flat="total_net_mass",
          titles=("total net mass", "total net weight", "总净重", "total net kg")),
    _head("goods_place", Kind.TEXT, "GoodsPlace", "货物存放地点", "place of goods", max_length=100,
          titles=("goods place", "warehouse", "存放地点", "location of goods")),
    _head("special_pass", Kind.CHOICE, "SpecDeclFlag", "特殊通关模式", "special pass", choices=_YES,
          titles=("特殊业务标识",)),
    _head("remarks", Kind.TEXT, "NoteS", "备注", "remarks", max_length=255, titles=("note", "notes", "remark")),
    _head("containers", Kind.LIST, "DecContainer.ContainerId", "集装箱号", "containers", pattern=r"[^:]{11}(?::.*)?",
          titles=("container", "container no", "container number", "container numbers", "箱号", "集装箱")),
    _head("documents", Kind.LIST, "DecLicenseDocu.DocuCode", "随附单证", "presented documents",
          pattern=r"[^:]{1,20}(?::.{0,40})?", shape=Text("代码 或 代码:编号", "kind or kind:number"),
          titles=("documents", "attached documents", "单证")),
)  # fmt: skip

ITEM_FIELDS: tuple[Field, ...] = (
    _item("item_no", Kind.INTEGER, "GNo", "项号", "item number",
          titles=("item", "item no", "line", "line no", "seq", "序号", "商品序号", "line number")),
    _item("goods_code", Kind.GOODS, "CodeTS+CiqCode", "商品编号", "goods code", max_length=13, required="always",
          titles=("goods code", "hs", "hs code", "hscode", "hs6", "hs6 code", "hs8", "hs8 code", "hs10", "hs10 code",
                  "tariff code", "commodity code", "ciq code", "hs编码", "商品编码", "税号", "税则号", "税则号列",
                  "海关编码", "商品税号", "commodity")),
    _item("description", Kind.TEXT, "GName", "商品名称", "goods description", max_length=255,
          titles=("description", "goods name", "product", "product name", "item name", "品名", "货物名称", "商品",
                  "goods", "declgoodsename", "commodity description")),
    _item("specification", Kind.TEXT, "GModel", "规格型号", "specification", max_length=255,
          titles=("spec", "model", "规格", "型号")),
    _item("origin", Kind.COUNTRY, "OriginCountry", "原产国（地区）", "country of origin", max_length=2,
          required="import", titles=("origin", "origin country", "coo", "made in", "原产国", "原产地", "原产国(地区)")),
    _item("quantity", Kind.DECIMAL, "GQty", "成交数量", "quantity", titles=("qty", "数量", "declared quantity")),
    _item("quantity_unit", Kind.CODE, "GUnit", "成交计量单位", "unit of quantity", max_length=10,
          titles=("unit", "quantity unit", "uom", "单位", "计量单位", "qty unit")),
    _item("net_mass", Kind.DECIMAL, "", "净重（千克）", "net mass (kg)",
          titles=("net mass", "net weight", "net weight kg", "weight", "净重", "净重(kg)", "n.w.", "net kg")),
    _item("value", Kind.DECIMAL, "DeclTotal", "总价", "value",
          titles=("amount", "total price", "item price", "item value", "invoice value", "total", "declared value",
                  "金额", "货值", "total value")),
    _item("currency", Kind.CODE, "TradeCurr", "币制", "currency", max_length=3, pattern=r"[A-Z]{3}|[0-9]{3}",
          shape=Text("3位币制代码", "a currency code of three characters"), titles=("curr", "ccy", "币种", "货币")),
    _item("producer", Kind.CODE, "MnufctrRegNo", "境外生产企业注册号", "establishment registration number",
          max_length=30, titles=("producer", "producer registration", "establishment number", "establishment no",
                                 "registration no", "plant no", "注册号", "在华注册编号", "生产企业注册号")),
    _item("producer_name", Kind.TEXT, "EngManEntCnm", "境外生产企业名称", "producer name", max_length=100,
          titles=("manufacturer", "maker", "producer company", "生产企业", "生产企业名称", "生产商")),
    _item("brand", Kind.TEXT, "GoodsBrand", "货物品牌", "brand", max_length=100, titles=("品牌",)),
    _item("batch_number", Kind.TEXT, "ProdBatchNo", "生产批次", "batch number", max_length=100,
          titles=("batch", "lot", "lot no", "batch no", "批次", "批号", "生产批号", "lot number")),
    _item("produced_on", Kind.DATE, "ProduceDate", "生产日期", "production date",
          titles=("produced on", "date of production", "manufacture date", "mfg date")),
    _item("intended_use", Kind.CODE, "Purpose", "用途", "intended use", max_length=4,
          titles=("intended use", "purpose code", "用途代码")),
    _item("permits", Kind.LIST, "DecGoodsLimit.LicenceNo", "产品资质", "permits",
          pattern=r"[^:]{1,20}:[^:]{1,40}(?::[^:]*)?", shape=Text("类别:编号[:数量]", "kind:number[:quantity]"),
          titles=("permit", "licence", "license", "licence no", "许可证", "许可证号")),
)  # fmt: skip

FIELDS = HEAD_FIELDS + ITEM_FIELDS
BY_COLUMN = {field.column: field for field in FIELDS}
