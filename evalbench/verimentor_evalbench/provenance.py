"""Which state of the code made a number."""

import hashlib
import subprocess
from functools import cache
from pathlib import Path

import verimentor


def commit() -> str:
    """The commit of this checkout, with a + where files differ from it; "" where it is none."""
    here = Path(__file__).parent
    command = ["git", "-C", str(here), "describe", "--always", "--abbrev=40", "--dirty=+", "--match="]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@cache
def product_code() -> str:
    """The state of the product's code: what is kept from one is not taken for what another would find."""
    folder = Path(verimentor.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
