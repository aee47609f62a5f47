"""Findings: what can be wrong, how badly, and which files may show it."""

from enum import StrEnum

from guomen.kernel.terms import Text


class Severity(StrEnum):
    """minor: does not bear on release; major: must be put right; critical: a danger to health, safety, environment."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def text(self) -> Text:
        return _SEVERITIES[self]


class FindingKind(StrEnum):
    """The reasons for which goods are turned away, as the monthly list of rejected food groups them."""

    MISMATCH = "mismatch"
    DOCUMENT = "document"
    LABEL = "label"
    PACKAGING = "packaging"
    SENSORY = "sensory"
    EXPIRED = "expired"
    COLD_CHAIN = "cold_chain"
    SEAL = "seal"
    PEST = "pest"
    DISEASE = "disease"
    RESIDUE = "residue"
    METAL = "metal"
    MICROBE = "microbe"
    ADDITIVE = "additive"
    MODIFIED = "modified"
    ACCESS = "access"
    FILTH = "filth"
    SAFETY = "safety"
    LABORATORY = "laboratory"
    OTHER = "other"

    @property
    def text(self) -> Text:
        return _KINDS[self]


_SEVERITIES = {
    Severity.MINOR: Text("轻微", "minor"),
    Severity.MAJOR: Text("严重", "major"),
    Severity.CRITICAL: Text("危急", "critical"),
}
_KINDS = {
    FindingKind.MISMATCH: Text("货证不符", "goods and documents do not match"),
    FindingKind.DOCUMENT: Text("证书或证明材料缺失、无效", "certificate or proof missing or invalid"),
    FindingKind.LABEL: Text("标签不合格", "label not conforming"),
    FindingKind.PACKAGING: Text("包装不合格", "packaging not conforming"),
    FindingKind.SENSORY: Text("感官检验不合格", "sensory examination not conforming"),
    FindingKind.EXPIRED: Text("超过保质期", "past its shelf life"),
    FindingKind.COLD_CHAIN: Text("冷链温度不合格", "cold chain broken"),
    FindingKind.SEAL: Text("封识破损或不符", "seal broken or different"),
    FindingKind.PEST: Text("检出有害生物", "pest found"),
    FindingKind.DISEASE: Text("检出动物疫病", "animal disease found"),
    FindingKind.RESIDUE: Text("农兽药残留超标", "pesticide or veterinary residue above limit"),
    FindingKind.METAL: Text("重金属超标", "heavy metal above limit"),
    FindingKind.MICROBE: Text("微生物超标或检出致病菌", "micro-organisms above limit, or pathogen found"),
    FindingKind.ADDITIVE: Text("食品添加剂、营养强化剂违规", "additive or fortifier against the rules"),
    FindingKind.MODIFIED: Text("检出转基因成分", "genetically modified material found"),
    FindingKind.ACCESS: Text("未获检验检疫准入", "no market access"),
    FindingKind.FILTH: Text("污秽腐败", "filth or decay"),
    FindingKind.SAFETY: Text("安全项目不合格", "safety requirement not met"),
    FindingKind.LABORATORY: Text("实验室检测不合格", "laboratory result not conforming"),
    FindingKind.OTHER: Text("其他", "other"),
}
