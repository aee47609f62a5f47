"""The same laboratory as that of the tests of quality."""

from tests.laboratory.quality.conftest import (
    analyst,
    colleague,
    house,
    instrument,
    laboratory,
    manager,
    material,
    method,
    stranger,
)

__all__ = ["analyst", "colleague", "house", "instrument", "laboratory", "manager", "material", "method", "stranger"]
