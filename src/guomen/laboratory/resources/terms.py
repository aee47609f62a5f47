"""Words for methods, competences and instruments: pure values."""

from enum import StrEnum

from guomen.kernel.terms import Text


class CompetenceLevel(StrEnum):
    """What a person may do with a method (ISO/IEC 17025:2017, 6.2.6)."""

    PERFORM = "perform"
    REVIEW = "review"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _LEVELS[self]


class InstrumentState(StrEnum):
    """Whether an instrument may be used."""

    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    SCRAPPED = "scrapped"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


class VerificationKind(StrEnum):
    """How an instrument was looked at: calibration 校准, verification by law 检定, intermediate check 期间核查."""

    CALIBRATION = "calibration"
    VERIFICATION = "verification"
    INTERMEDIATE = "intermediate"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _KINDS[self]


_LEVELS = {CompetenceLevel.PERFORM: Text("检测", "perform"), CompetenceLevel.REVIEW: Text("复核", "review")}
_STATES = {
    InstrumentState.IN_SERVICE: Text("在用", "in service"),
    InstrumentState.OUT_OF_SERVICE: Text("停用", "out of service"),
    InstrumentState.SCRAPPED: Text("报废", "scrapped"),
}
_KINDS = {
    VerificationKind.CALIBRATION: Text("校准", "calibration"),
    VerificationKind.VERIFICATION: Text("检定", "verification"),
    VerificationKind.INTERMEDIATE: Text("期间核查", "intermediate check"),
}
