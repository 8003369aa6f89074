"""Opens offers in a language server that we did not write, as an editor does.

An offer with the modeline of the README and five mistakes gets five reports, each on the wrong
text; every example offer gets none; keys are explained and completed.

Usage: edit_offers.py NODE_MODULES
"""

import json
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path
from queue import Queue

SERVER = Path(sys.argv[1]) / "yaml-language-server/bin/yaml-language-server"
MODELINE = "# yaml-language-server: $schema=../schema/offer.schema.json\n"
CLEAN = (
    MODELINE
    + """paysched: 1
name: Acme KK, three-year enterprise plan
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - account: "111122223333"
    billing: invoice
    net_days: 30
release: 2026-12-01
accept_by: 2026-12-31
term: 36 months
currency: USD
total: 360000.00
installments:
  - {invoice_date: 2026-12-15, amount: 60000.00, note: On acceptance}
  - {first: 2027-01-31, every: month, times: 30, split: remainder}
"""
)
# What is right, what is written instead, the text that is marked, and a word of the report.
MISTAKES = [
    ("type: saas_contract", "type: saas_contracts", "saas_contracts", "saas_contract"),
    ('"111122223333"', '"11112222333"', '"11112222333"', "12 digits"),
    ("accept_by: 2026-12-31", "accept_by: 2026-11-31", "2026-11-31", "YYYY-MM-DD"),
    ("net_days: 30", "net_day: 30", "net_day", "not allowed"),
    ("every: month,", "every: monthly,", "monthly", "month"),
]


class Server:
    """One server over its standard input and output."""

    def __init__(self) -> None:
        command = ["node", str(SERVER), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.numbers, self.replies, self.reports = count(1), Queue(), Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        folder = Path.cwd().as_uri()
        self.ask("initialize", {"processId": None, "rootUri": folder, "capabilities": {}})
        self.tell("initialized", {})
        settings = {"yaml": {"schemaStore": {"enable": False}}}
        self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method: str, params: dict) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: dict):
        self.send({"id": next(self.numbers), "method": method, "params": params})
        return self.replies.get(timeout=60)

    def listen(self) -> None:
        while header := self.process.stdout.readline():
            size = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            message = json.loads(self.process.stdout.read(size))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.reports.put((message["params"]["uri"], message["params"]["diagnostics"]))
            elif "method" in message and "id" in message:
                # It asks for settings; nothing is set.
                asked = message["params"].get("items", []) if message.get("params") else []
                self.send({"id": message["id"], "result": [None for _ in asked]})
            elif "id" in message:
                self.replies.put(message.get("result"))

    def check(self, path: Path, text: str) -> list[dict]:
        """What it reports of a file with this text."""
        document = {"uri": path.absolute().as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while True:
            uri, found = self.reports.get(timeout=60)
            if uri == document["uri"]:
                return found

    def stop(self) -> None:
        self.ask("shutdown", {})
        self.tell("exit", {})
        self.process.wait(timeout=60)


def place(path: Path, line: int, character: int) -> dict:
    position = {"line": line, "character": character}
    return {"textDocument": {"uri": path.absolute().as_uri()}, "position": position}


def marked(text: str, finding: dict) -> str:
    start, end = finding["range"]["start"], finding["range"]["end"]
    assert start["line"] == end["line"], finding
    return text.splitlines()[start["line"]][start["character"] : end["character"]]


def five_mistakes(server: Server) -> None:
    text = CLEAN
    for right, wrong, _, _ in MISTAKES:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    reports = server.check(Path("schedules/broken.yaml"), text)
    found = {marked(text, report): report["message"] for report in reports}
    assert len(reports) == len(found) == len(MISTAKES), reports
    for _, _, place, word in MISTAKES:
        assert word in found.get(place, ""), (place, word, found)


def explained(server: Server) -> None:
    path = Path("schedules/clean.yaml")
    assert server.check(path, CLEAN) == []
    line = CLEAN.splitlines().index("accept_by: 2026-12-31")
    shown = server.ask("textDocument/hover", place(path, line, 3))
    assert "last day to accept" in json.dumps(shown), shown


def completed(server: Server) -> None:
    path, text = Path("schedules/half.yaml"), CLEAN + "  - first: 2027-01-31\n    "
    server.check(path, text)
    shown = server.ask("textDocument/completion", place(path, text.count("\n"), 4))
    keys = {item["label"] for item in shown["items"]}
    assert keys >= {"every", "times", "split", "raise"} and "accept_by" not in keys, keys


def main() -> None:
    server = Server()
    explained(server)
    completed(server)
    five_mistakes(server)
    offers = [p for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    for path in offers:
        up = "../" * len(path.parent.parts)
        text = MODELINE.replace("../", up) + path.read_text("utf-8")
        found = server.check(path.with_suffix(".open.yaml"), text)
        assert not found, (path, found)
    server.stop()
    print(f"yaml-language-server: {len(MISTAKES)} mistakes marked, {len(offers)} files clean")


main()
