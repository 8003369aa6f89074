"""Sends what `paysched export aws` writes with the marketplace's own clients, to a stand-in.

Every offer of schedules/ is exported. botocore's validator takes each request by the service's
model; each details document is held to the shapes that the marketplace publishes; boto3 and the
`aws` command send them to an HTTP server on this machine, which must receive the very JSON of the
file. No request leaves the machine, and no account is needed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import jsonschema
from botocore.config import Config
from botocore.validate import ParamValidator

PROGRAM = str(Path(sys.argv[1]).resolve())
AWS = str(Path(sys.executable).parent / "aws")
RESELLER = "999900001111"


# The shapes of details, from aws-marketplace-catalog-api-shapes-for-python (Apache-2.0) and the
# tables of the Catalog API's reference. No unknown property is allowed.
def shape(*optional: str, **needed: object) -> dict:
    names = {**needed}
    for name in optional:
        names[name] = names.get(name, {})
    required = [name for name in needed if name not in optional]
    return {"type": "object", "properties": names, "required": required, "additionalProperties": False}


def text(most: int) -> dict:
    return {"type": "string", "minLength": 1, "maxLength": most}


def pattern(regex: str) -> dict:
    return {"type": "string", "pattern": regex}


def rows(item: dict, most: int) -> dict:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most}


DAY = pattern(
    r"^([1-9]\d{3}-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    r"|([1-9]\d(0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29)$"
)
AMOUNT = pattern(r"^((100000000(\.0{0,2})?)|(\d{1,8}(\.\d{0,2})?))$")
PRICE = pattern(r"^((100000000(\.0{0,3})?)|(\d{1,8}(\.\d{0,3})?))$")
RATE = pattern(r"^((100000000(\.0{0,8})?)|(\d{1,8}(\.\d{0,8})?))$")
DURATION = pattern(r"^P(?=.)(\d+Y)?(\d+M)?(\d+D)?$")
PERCENT = pattern(r"^(100(\.0{1,2})?|[1-9]\d?(\.\d{1,2})?|0\.(0[1-9]|[1-9]\d?))$")
INCREASE = pattern(r"^(100(\.0{1,2})?|[1-9]\d?(\.\d{1,2})?|0(\.\d{1,2})?)$")
ACCOUNT = pattern(r"^\d{12}$")
CURRENCY = {"enum": ["USD", "EUR", "GBP", "AUD", "JPY", "CAD"]}
GRANT = shape(DimensionKey=text(100), MaxQuantity={"type": "integer", "minimum": 1, "maximum": 2147483646})
CARD = shape(RateCard=rows(shape(DimensionKey=text(100), Price=RATE), 800))
TARGETS = shape(PositiveTargeting=shape(BuyerAccounts=rows(ACCOUNT, 26)))
DOCUMENT = {
    "oneOf": [
        shape(Type={"const": "StandardEula"}, Version={"enum": ["2019-04-24", "2022-07-14"]}),
        shape(Type={"const": "CustomEula"}, Url=pattern(r"^https://\S+$")),
    ]
}
LINE = shape(ChargeDate=DAY, ChargeAmount=AMOUNT)
SHIFT = pattern(r"^P(\d{1,4}M|\d{1,4}D)$")
PART = shape(
    "DayOfMonth",
    ChargeDateOffset=SHIFT,
    ChargePercentage=PERCENT,
    DayOfMonth={"type": "integer", "minimum": 1, "maximum": 31},
)


def term(kind: str, *optional: str, **needed: object) -> dict:
    return shape(*optional, Type={"const": kind}, **needed)


def terms(*kinds: dict) -> dict:
    return shape(Terms=rows({"oneOf": list(kinds)}, len(kinds)))


def prices(prefix: str) -> dict:
    fixed = term(
        f"{prefix}FixedUpfrontPricingTerm",
        *([] if prefix else ["Duration"]),
        CurrencyCode=CURRENCY,
        Price=PRICE,
        Duration=DURATION,
        Grants=rows(GRANT, 200),
    )
    usage = term(f"{prefix}UsageBasedPricingTerm", CurrencyCode=CURRENCY, RateCards=rows(CARD, 1))
    both = terms(fixed, usage)["properties"]["Terms"]
    return shape(PricingModel={"enum": ["Contract", "Usage", "Byol", "Free"]}, Terms=both)


def common(prefix: str, legal: str) -> dict:
    schedule = term(f"{prefix}PaymentScheduleTerm", CurrencyCode=CURRENCY, Schedule=rows(LINE, 60))
    period = pattern(r"^P(15|30|45|60|90|120)D$")
    return {
        "UpdatePricingTerms": prices(prefix),
        "UpdatePaymentScheduleTerms": terms(schedule),
        "UpdateNetPaymentTerms": terms(term(f"{prefix}NetPaymentTerm", PaymentDuePeriod=period)),
        "UpdateLegalTerms": terms(term(legal, Documents=rows(DOCUMENT, 1))),
        "UpdateInformation": shape("Description", Name=text(150), Description=text(255)),
    }


RENEWAL = term(
    "RenewalTerm",
    "LockoutPeriod",
    "TermTemplates",
    LockoutPeriod=pattern(r"^P\d+D$"),
    MaxRenewals={"type": "integer", "minimum": 1},
    PriceIncrease=shape(FixedPercentage=shape(Value=INCREASE)),
    TermTemplates=rows(shape(PaymentScheduleTermTemplate=shape(Schedule=rows(PART, 86))), 1),
)
SHAPES = {
    "Offer@1.0": {
        **common("", "LegalTerm"),
        "CreateOffer": shape(ProductId=text(50)),
        "CreateReplacementOffer": shape(AgreementId=text(64)),
        "CreateOfferUsingResaleAuthorization": shape(ResaleAuthorizationId=text(50)),
        "CreateReplacementOfferUsingResaleAuthorization": shape(
            AgreementId=text(64), ResaleAuthorizationId=text(50)
        ),
        "UpdateTargeting": TARGETS,
        "UpdateValidityTerms": terms(
            {
                "oneOf": [
                    term("ValidityTerm", AgreementDuration=DURATION),
                    term("ValidityTerm", AgreementEndDate=DAY),
                    term("ValidityTerm", AgreementStartDate=DAY, AgreementEndDate=DAY),
                ]
            }
        ),
        "UpdateRenewalTerms": terms(RENEWAL),
        "UpdateAvailability": shape(AvailabilityEndDate=DAY),
        "UpdateSupportTerms": terms(term("SupportTerm", RefundPolicy=text(500))),
        "UpdateMarkup": shape(Percentage=pattern(r"^(\d*\.)?\d{1,9}$")),
        "ReleaseOffer": shape(),
    },
    "ResaleAuthorization@1.0": {
        **common("Resale", "BuyerLegalTerm"),
        "CreateResaleAuthorization": shape(
            "Description",
            ProductId=text(50),
            Name=text(100),
            Description=text(255),
            ResellerAccountId=ACCOUNT,
        ),
        "UpdateBuyerTargetingTerms": terms(
            term("BuyerTargetingTerm", PositiveTargeting=shape(BuyerAccounts=rows(ACCOUNT, 25)))
        ),
        "UpdateBuyerValidityTerms": terms(term("BuyerValidityTerm", MaximumAgreementStartDate=DAY)),
        "UpdateAvailability": shape(AvailabilityEndDate=DAY, OffersMaxQuantity={"const": 1}),
        "ReleaseResaleAuthorization": shape(),
    },
}


class StandIn(BaseHTTPRequestHandler):
    """Takes every request, as the marketplace does before it looks closer."""

    received: list = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        StandIn.received.append((self.path, json.loads(body)))
        identifier = f"set{len(StandIn.received):022d}"
        answer = {"ChangeSetId": identifier, "ChangeSetArn": f"arn:aws:aws-marketplace:::{identifier}"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def offers(folder: Path) -> list[tuple[Path, list[str]]]:
    """Every offer, with what its file cannot say."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        written = path.read_text("utf-8")
        documents = len(re.findall(r"^paysched:", written, re.M))
        reseller = ["--reseller", RESELLER] if "kind: resale_authorization" in written else []
        for number in range(1, documents + 1):
            found.append((path, reseller + (["--offer", str(number)] if documents > 1 else [])))
    return found


def exported(folder: Path) -> list[tuple[str, dict]]:
    requests = []
    for path, options in offers(folder):
        for extra in ([], ["--details-string"]):
            code, out, err = run("export", "aws", str(path), *options, *extra)
            if code != 0 and "id: resaleauthz-" in err:
                # A partner's offer whose authorization has no id yet: it is told to give one.
                continue
            assert code == 0, (path, err)
            requests.append((f"{path.name} {' '.join(options + extra)}".strip(), json.loads(out)))
        # A release wants everything; where something is missing, it says what to write.
        code, out, err = run("export", "aws", str(path), *options, "--release")
        assert code == 0 or "write `" in err, (path, err)
        if code == 0:
            requests.append((f"{path.name} --release", json.loads(out)))
    return requests


def with_authorization(folder: Path) -> None:
    """What schedules/ has no example of: an authorization without an id, a markup, a start."""
    partner = Path("schedules/channel-partner-offer.yaml").read_text("utf-8")
    authorization = Path("schedules/resale-authorization.yaml").read_text("utf-8")
    series = re.search(r"^total: .*?(?=^pricing:)", authorization, re.M | re.S).group()
    own = re.search(r"^total: .*?(?=^pricing:)", partner, re.M | re.S).group()
    markup = partner.replace(own, series).replace("authorization.yaml }", "authorization.yaml, markup: 7.5% }")
    new = authorization.replace("id: resaleauthz-4k2mexample\n", "")
    dated = new.replace("12 months", "{start: 2027-02-01, duration: 12 months}")
    texts = {
        "channel-partner-offer": partner,
        "resale-authorization": authorization,
        "new": new,
        "markup": markup,
        "dated": dated,
    }
    for name, written in texts.items():
        (folder / f"{name}.yaml").write_text(written, "utf-8")


def check(name: str, request: dict, operation) -> None:
    report = ParamValidator().validate(request, operation.input_shape)
    assert not report.has_errors(), (name, report.generate_report())
    assert 1 <= len(request["ChangeSet"]) <= 20, name
    for change in request["ChangeSet"]:
        assert ("Details" in change) != ("DetailsDocument" in change), name
        details = json.loads(change["Details"]) if "Details" in change else change["DetailsDocument"]
        shapes = SHAPES[change["Entity"]["Type"]]
        jsonschema.validate(details, shapes[change["ChangeType"]])
        for line in details.get("Terms", [{}])[0].get("Schedule", []):
            decimals = 0 if details["Terms"][0]["CurrencyCode"] == "JPY" else 2
            assert -Decimal(line["ChargeAmount"]).as_tuple().exponent == decimals, (name, line)


def received(name: str, request: dict) -> None:
    """What arrived is the file's JSON, and the token that clients add against sending twice."""
    path, body = StandIn.received.pop()
    assert body.pop("ClientRequestToken"), name
    assert (path, body) == ("/StartChangeSet", request), (name, body)


def send(requests: list[tuple[str, dict]], client, url: str) -> None:
    for name, request in requests:
        answer = client.start_change_set(**request)
        received(name, request)
        assert answer["ChangeSetId"].startswith("set"), answer
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ACCESS_KEY_ID": "example",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    # The command takes a second to start: the largest of each way of writing details.
    by_size = sorted(requests, key=lambda one: len(json.dumps(one[1])))
    texts = [one for one in by_size if "--details-string" in one[0]]
    documents = [one for one in by_size if "--details-string" not in one[0]]
    for name, request in (texts[-1], documents[-1]):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(request, file)
            file.flush()
            command = [AWS, "marketplace-catalog", "start-change-set", "--cli-input-json"]
            command += [f"file://{file.name}", "--endpoint-url", url, "--region", "us-east-1"]
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        received(name, request)


def main() -> None:
    requests = exported(Path("schedules"))
    with tempfile.TemporaryDirectory() as folder:
        with_authorization(Path(folder))
        requests += exported(Path(folder))
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    client = boto3.client(
        "marketplace-catalog",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="example",
        aws_secret_access_key="example",
        config=Config(retries={"max_attempts": 1}),
    )
    operation = client.meta.service_model.operation_model("StartChangeSet")
    for name, request in requests:
        check(name, request, operation)
    kinds = {change["ChangeType"] for _, request in requests for change in request["ChangeSet"]}
    known = {kind for shapes in SHAPES.values() for kind in shapes}
    assert kinds == known, kinds ^ known
    send(requests, client, url)
    server.shutdown()
    # A validator that takes everything would prove nothing.
    broken = {"Catalog": "AWSMarketplace", "ChangeSet": [{"Entity": {"Type": "Offer@1.0"}}]}
    assert ParamValidator().validate(broken, operation.input_shape).has_errors()
    for line in ({"ChargeDate": "2027-02-30", "ChargeAmount": "1.00"}, {"ChargeDate": "2027-02-28"}):
        assert not jsonschema.Draft202012Validator(LINE).is_valid(line)
    print(f"{len(requests)} requests with {len(kinds)} kinds of changes: valid, and sent as they are written")


main()
