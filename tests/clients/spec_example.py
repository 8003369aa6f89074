"""Checks and plans the examples of the format's description, where it stands beside the project."""

import json
import re
import subprocess
import sys
from pathlib import Path

PROGRAM, SPEC = sys.argv[1], Path(sys.argv[2])
BLOCKS = re.findall(r"```yaml\n(.*?)```", (SPEC / "FORMAT.md").read_text("utf-8"), re.DOTALL)
OFFER = next(block for block in BLOCKS if "paysched: 1" in block)


def run(*arguments: str) -> str:
    done = subprocess.run(
        [PROGRAM, *arguments, "-", "--isolated"], input=OFFER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


print(run("check"))
plan = json.loads(run("plan", "--format", "json"))
assert plan["acceptance"] == {"date": "2026-12-31", "assumed": True}
assert plan["term"] == {"start": "2026-12-31", "end": "2029-12-31"}
first = plan["invoices"][0]
assert (first["invoice_date"], first["due_date"]) == ("2026-12-31", "2027-01-30")
assert (first["cumulative"], first["remaining"]) == ("60000.00", "300000.00")
assert len(plan["invoices"]) == 31
print("the example of the format is clean and plans as described")
