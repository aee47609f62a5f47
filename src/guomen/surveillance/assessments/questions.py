"""What the methods ask an assessor, in words that teach the method: questions, answers, severities, groups."""

from guomen.kernel.terms import Text
from guomen.surveillance.assessments.terms import UNKNOWN, Answer, AssessmentMethod, Question

SEVERITIES = {
    1: Text("急救即可，完全可恢复", "First aid, completely reversible"),
    2: Text("可能就诊，不需住院，6个月内恢复", "A visit to A&E, no hospitalisation, at most 6 months"),
    3: Text("住院且影响超过6个月，或功能永久丧失", "Hospitalisation, over 6 months or permanent loss of function"),
    4: Text("危及生命或致死，生殖损害，重大残疾", "Life-threatening or fatal, harm to reproduction, major disability"),
}

# Delegated Regulation (EU) 2024/3173 Annex II 4.1: risks presumed serious, no assessment needed.
PRESUMPTIONS = {
    "severe_unprotected": Text(
        "严重度3-4且使用者未被告知或无法自我保护",
        "Severity 3-4, and users not informed or not able to protect themselves",
    ),
    "operator_says": Text("经营者或平台自认风险严重", "The operator or the marketplace says that the risk is serious"),
    "voluntary_recall": Text("已自愿召回、撤回或下架", "Voluntary recall, withdrawal or removal"),
    "banned_chemical": Text("含禁用或超限化学物质", "A chemical that is banned or above its limit"),
    "small_parts": Text("36个月以下儿童用品含小零件", "Small parts in a product for children under 36 months"),
    "fancy_dress": Text("易燃的化装服饰", "Flammable fancy dress"),
    "nightwear": Text("易燃的儿童睡衣", "Flammable children's nightwear"),
    "drowning": Text("儿童用品有溺水风险", "Risk of drowning with a childcare product"),
    "drawstrings": Text("颈部或胸部拉带", "Drawstrings at neck or chest"),
    "electric_fire": Text("触电或起火", "Electric shock or fire"),
}


def _answers(*rows: tuple[str, str, str, float]) -> tuple[Answer, ...]:
    return tuple(Answer(code, Text(zh, en), weight) for code, zh, en, weight in rows)


LIKELIHOOD = Question(
    "likelihood",
    Text("发生的可能性", "Likelihood"),
    Text(
        "在未来四周内，若不采取措施，事件（再次）发生或扩散的可能性。",
        "That the event happens, or spreads, within the coming four weeks if nothing is done.",
    ),
    _answers(
        ("very_unlikely", "极不可能（<5%）", "Very unlikely (<5 %)", 0.0),
        ("unlikely", "不太可能（5-29%）", "Unlikely (5-29 %)", 0.25),
        ("likely", "可能（30-69%）", "Likely (30-69 %)", 0.5),
        ("highly_likely", "很可能（70-94%）", "Highly likely (70-94 %)", 0.75),
        ("almost_certain", "几乎肯定（≥95%）", "Almost certain (≥95 %)", 1.0),
    ),
)
CONSEQUENCE = Question(
    "consequence",
    Text("后果", "Consequence"),
    Text(
        "对暴露人群、贸易和公众信心的影响；按最脆弱的人群判断。",
        "For those exposed, for trade and for public confidence; judged by the most vulnerable group.",
    ),
    _answers(
        ("minimal", "极小：日常工作即可应对", "Minimal: everyday work copes", 0.0),
        ("minor", "较小：少数人受影响，可控", "Minor: few are affected, under control", 0.25),
        (
            "moderate",
            "中等：部分人群受影响，须专门措施",
            "Moderate: some groups affected, special measures needed",
            0.5,
        ),
        ("major", "重大：多人受害或措施力度大", "Major: many are harmed, or heavy measures are needed", 0.75),
        ("severe", "严重：死亡或大范围影响", "Severe: deaths or very wide effects", 1.0),
    ),
)

# Rule R052: the factors that the plague in Madagascar (2017) was judged by.
DISEASE_QUESTIONS = (
    Question(
        "burden",
        Text("病例规模", "Cases"),
        Text("来源地近四周报告的病例。", "Cases reported there in the last four weeks."),
        _answers(
            ("none", "无新病例", "No new cases", 0.0),
            ("sporadic", "散发", "Sporadic", 0.35),
            ("cluster", "聚集性", "Clusters", 0.7),
            ("widespread", "大范围或快速上升", "Widespread or rising fast", 1.0),
        ),
    ),
    Question(
        "deaths",
        Text("病死情况", "Deaths"),
        Text("已报告死亡占病例的比例。", "Deaths among the cases reported."),
        _answers(
            ("rare", "低于1%", "Below 1 %", 0.0),
            ("some", "1%-5%", "1 % to 5 %", 0.5),
            ("many", "高于5%", "Above 5 %", 1.0),
        ),
    ),
    Question(
        "transmission",
        Text("传播途径", "Transmission"),
        Text("人传人的最容易途径。", "The easiest way from person to person."),
        _answers(
            ("none", "不人传人", "Not from person to person", 0.1),
            ("vector", "虫媒", "By vectors", 0.4),
            ("contact", "接触或粪口", "By contact or faecal-oral", 0.6),
            ("airborne", "呼吸道", "Through the air", 1.0),
        ),
    ),
    Question(
        "capacity",
        Text("来源地卫生力量", "Health capacity there"),
        Text("发现、隔离和治疗病例的能力。", "To find, isolate and treat cases."),
        _answers(
            ("strong", "充足", "Strong", 0.0),
            ("limited", "有限", "Limited", 0.5),
            ("weak", "薄弱", "Weak", 1.0),
        ),
    ),
    Question(
        "exit",
        Text("出境检疫", "Exit quarantine there"),
        Text("离境时是否筛查旅客或货物。", "Whether travellers or goods are screened as they leave."),
        _answers(
            ("in_place", "已落实", "In place", 0.0),
            ("partial", "部分", "In part", 0.5),
            ("lacking", "薄弱或没有", "Weak or none", 1.0),
        ),
    ),
    Question(
        "links",
        Text("人员与货物往来", "Links with us"),
        Text("在当地的务工人员、侨民、直航和贸易。", "Workers and residents there, direct flights, trade."),
        _answers(
            ("few", "很少", "Few", 0.0),
            ("some", "一定数量", "Some", 0.5),
            ("many", "很多", "Many", 1.0),
        ),
    ),
    Question(
        "peak",
        Text("往来高峰", "Peak of returns"),
        Text("春节、清明等返乡高峰是否临近。", "Whether a holiday peak such as Spring Festival or Qingming is near."),
        _answers(
            ("far", "八周内没有", "None within eight weeks", 0.0),
            ("near", "八周内", "Within eight weeks", 0.6),
            ("now", "正在进行", "Now", 1.0),
        ),
    ),
)

QUESTIONS: dict[AssessmentMethod, tuple[Question, ...]] = {
    AssessmentMethod.PRODUCT_HARM: (),
    AssessmentMethod.RAPID: (LIKELIHOOD, CONSEQUENCE),
    AssessmentMethod.DISEASE_IMPORT: DISEASE_QUESTIONS,
}
NOT_KNOWN = Answer(UNKNOWN, Text("不明（从严判断）", "Not known (judged strictly)"), 1.0)

# Exposed and vulnerable groups that an assessment may name.
GROUPS = {
    "infants": Text("婴幼儿", "Infants"),
    "children": Text("儿童", "Children"),
    "pregnant": Text("孕妇", "Pregnant women"),
    "elderly": Text("老年人", "The elderly"),
    "ill": Text("病人和免疫力低下者", "The ill and immunocompromised"),
    "allergic": Text("过敏人群", "The allergic"),
    "workers": Text("从业人员", "Workers"),
    "travellers": Text("旅客", "Travellers"),
    "public": Text("普通消费者", "Consumers in general"),
    "animals": Text("动物", "Animals"),
    "plants": Text("植物与生态", "Plants and the environment"),
}
URGENCIES = {
    "immediate": Text("迫在眉睫：已在进境或已有伤害", "Immediate: arriving now, or harm has been done"),
    "expected": Text("预计数周内", "Expected within weeks"),
    "distant": Text("尚远", "Distant"),
}
SCOPES = {
    "national": Text("全国或多地", "Nationwide or several places"),
    "regional": Text("一地或一个关区", "One region"),
    "limited": Text("少数批次或企业", "A few lots or operators"),
}
