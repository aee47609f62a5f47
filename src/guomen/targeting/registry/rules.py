"""What a finding weighs. Pure."""

from collections.abc import Collection, Mapping
from datetime import date

from guomen.catalogue.terms import CatalogueSnapshot, Channel
from guomen.targeting.terms import Arm

# Where goods lines are opened: what is found in them is an outcome.
OPENED = (Channel.IDENTITY, Channel.PHYSICAL, Channel.SAMPLE, Channel.HOLD)

_SEVERITY = "targeting.severity."


def checked(arm: str, channel: str, overridden: Collection[Channel]) -> Channel | None:
    """The strictest channel in which a line was looked at; None where it was let through unseen.

    overridden: channels that officers chose in its place, of which the last one to open goods counts.
    """
    own = Channel(channel)
    seen = [one for one in (*([own] if arm != Arm.NONE else []), *overridden) if one in OPENED]
    return max(seen, key=lambda one: one.severity) if seen else None


def harm(hazards: Collection[str], kinds: Mapping[str, str], weights: Mapping[str, float]) -> float:
    """The weight of a nonconformity: that of its gravest hazard. weights: by kind of hazard, "" for any other."""
    return max((weights.get(kinds.get(code, ""), weights[""]) for code in hazards), default=weights[""])


def harm_weights(catalogue: CatalogueSnapshot, on: date, office_path: str) -> dict[str, float]:
    """Policy's weights by kind of hazard, "" for kinds of which it says nothing.

    `targeting.severity.<kind>` says how grave a kind is (`.default`: all others), `targeting.harm.<severity>` what
    that weighs. Raises LookupError, naming the policy, where one is missing.
    """
    said = catalogue.policies_like(_SEVERITY, on, office_path)
    grave = {name.removeprefix(_SEVERITY): value.value for name, value in said.items()}
    grave[""] = grave.pop("default", "") or catalogue.policy(f"{_SEVERITY}default", on, office_path).value
    return {kind: catalogue.policy(f"targeting.harm.{one}", on, office_path).number for kind, one in grave.items()}
