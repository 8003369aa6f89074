"""Uses the project as a repository would, with the checkers and runners of others.

The steps of the action, in the shell and with the variables that GitHub's runner gives them; the
hooks, by pre-commit; the action, the Dockerfile and the workflows of the manual, by zizmor,
actionlint, hadolint and the schemas of GitHub and GitLab.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

WHEELS, MODULES = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
TOOLS = Path(sys.executable).parent
GOOD = {"offers/a b.yaml": Path("schedules/upfront-quarterly.yaml").read_text("utf-8")}
BAD = {"offers/a b.yaml": Path("tests/broken/acme.yaml").read_text("utf-8")}
FINDING = "::error file=offers/a b.yaml,"
# Says what actionlint finds in one file, and exits with how much that is.
ACTIONLINT = """
import { createLinter } from "%s/actionlint/node.mjs";
import { readFileSync } from "node:fs";
const found = (await createLinter())(readFileSync(process.argv[1], "utf8"), process.argv[1]);
for (const { line, column, message } of found) console.log(`${line}:${column}: ${message}`);
process.exit(found.length);
"""


def run(*command: object, code: int = 0, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, **options)
    text = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == code, f"{command} exits with {done.returncode}\n{text}"
    return text


def folder_with(files: dict) -> tempfile.TemporaryDirectory:
    folder = tempfile.TemporaryDirectory()
    for name, text in files.items():
        path = Path(folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def run_action(files: dict, given: dict) -> tuple[int, str]:
    """The exit code of the first step that fails, and all that the steps write."""
    action = YAML(typ="safe").load(Path("action.yml"))
    inputs = {name: given.get(name, entry["default"]) for name, entry in action["inputs"].items()}
    fill = lambda text: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], text)
    written = ""
    with folder_with(files) as workspace, tempfile.TemporaryDirectory() as temporary:
        runner = {"RUNNER_TEMP": temporary, "GITHUB_WORKSPACE": workspace, "GITHUB_ACTIONS": "true"}
        # The package is the wheel that was built, from nowhere else.
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELS)}
        for step in action["runs"]["steps"]:
            script = Path(temporary) / "script.sh"
            script.write_text(step["run"], "utf-8")
            environment = os.environ | runner | pip | {name: fill(text) for name, text in step["env"].items()}
            shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
            done = subprocess.run(shell, capture_output=True, check=False, cwd=workspace, env=environment)
            written += done.stdout.decode() + done.stderr.decode()
            if done.returncode:
                return done.returncode, written
    return 0, written


def use_action() -> None:
    code, written = run_action(GOOD, {})
    clean = "1 offer checked, all clean\n"
    assert (code, written) == (0, clean), (code, written)
    code, written = run_action(BAD, {"paths": "offers", "arguments": "--as-of 2026-11-21", "version": "==0.1.0"})
    assert code == 1 and FINDING in written and "error[total-mismatch]" in written, written
    # What blanks separate is one argument each, and nothing of it is run.
    code, written = run_action(GOOD, {"paths": "offers missing; $(touch made)"})
    assert code == 2 and "missing;: no such file" in written, written
    code, written = run_action(GOOD, {"version": "==0.0.0"})
    assert code == 1 and "0.0.0" in written, written


def check_pages() -> None:
    run(TOOLS / "zizmor", "--offline", "--no-progress", "action.yml")
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    run(TOOLS / "hadolint", "Dockerfile")
    page = Path("docs/ci.md").read_text("utf-8")
    parts = re.findall(r"^```yaml (workflow|gitlab)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert {kind for kind, _ in parts} == {"workflow", "gitlab"}
    # Who follows the manual puts a commit in place of a version where that is the house's rule.
    settings = "rules: {unpinned-uses: {config: {policies: {'*': ref-pin}}}}\n"
    for kind, text in parts:
        with folder_with({".github/workflows/offers.yml": text, "zizmor.yml": settings}) as folder:
            path = Path(folder) / ".github/workflows/offers.yml"
            schema = {"workflow": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}[kind]
            run(TOOLS / "check-jsonschema", "--builtin-schema", schema, path)
            if kind == "workflow":
                run(TOOLS / "zizmor", "--offline", "--no-progress", "--config", f"{folder}/zizmor.yml", path)
                run("node", "--input-type=module", "--eval", ACTIONLINT % MODULES, path)


def use_hooks() -> None:
    """Runs the hooks that Cargo builds in other repositories, from the files as they stand here."""
    home = Path("target/ci-hooks").resolve()
    for name in ["home", "source"]:
        shutil.rmtree(home / name, ignore_errors=True)
    shutil.copytree(".", home / "source", symlinks=True, ignore=shutil.ignore_patterns("target", ".git"))

    def git(folder: object, *words: str) -> str:
        return run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", folder, *words)

    git(home / "source", "init", "-q")
    git(home / "source", "add", "-A")
    git(home / "source", "commit", "-q", "-m", "a")
    rev = git(home / "source", "rev-parse", "HEAD").strip()
    settings = f"repos: [{{repo: {home / 'source'}, rev: {rev}, hooks: [{{id: paysched}}, {{id: paysched-fmt}}]}}]"
    # What is built is only tried, so it need not be fast.
    fast = {"LTO": "off", "OPT_LEVEL": "0", "CODEGEN_UNITS": "64"}
    build = {f"CARGO_PROFILE_RELEASE_{name}": value for name, value in fast.items()}
    places = {"PRE_COMMIT_HOME": str(home / "home"), "CARGO_TARGET_DIR": str(home / "target")}
    # A file outside of the folders of offers is not looked at.
    around = {".pre-commit-config.yaml": settings, "values.yaml": "a: 1\n"}
    for files, code, told in [
        (GOOD, 0, ["1 offer checked, all clean", "nothing to change in 1 file"]),
        (BAD, 1, ["error[total-mismatch]", "offers/a b.yaml: laid out"]),
    ]:
        with folder_with(files | around) as folder:
            git(folder, "init", "-q")
            git(folder, "add", "-A")
            command = [TOOLS / "pre-commit", "run", "--all-files", "--verbose"]
            written = run(*command, code=code, cwd=folder, env=os.environ | build | places)
            assert all(text in written for text in told), written


check_pages()
print("the action, the Dockerfile and the workflows of the manual are as their checkers want them")
use_action()
print("the action finds what it should, and runs nothing that it is given")
use_hooks()
print("the hooks pass what is right, refuse what is not, and lay out what is untidy")
