"""Settings of the tests: the product's own, on an embedded PostgreSQL in a folder of the tests."""

import os
from pathlib import Path

HOME = Path(os.environ.get("GUOMEN_TEST_HOME", Path(__file__).parent.parent / "var" / "test")).resolve()
os.environ["GUOMEN_HOME"] = str(HOME)
HOME.mkdir(parents=True, exist_ok=True)

from guomen.interfaces.runtime.languages import compile_languages  # noqa: E402
from guomen.interfaces.runtime.postgres import Postgres  # noqa: E402

if not os.environ.get("DATABASE_URL"):
    Postgres(HOME).start()

from guomen.interfaces.settings import *  # noqa: E402, F403
from guomen.interfaces.settings import PACKAGE  # noqa: E402

compile_languages(PACKAGE)

SECRET_KEY = "tests sign nothing that outlives them"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
