"""The fixtures that `paysched import` reads, through the marketplace's own client.

Every change set and every answer is held against botocore's service models: each member that stands
in a fixture is one of the model, and what the client's parser makes of the answer, printed again as
people print it (`json.dumps(default=str)`, seconds since 1970), is imported to the same offer file.

Usage: read_responses.py PAYSCHED FIXTURES
"""

import json
import subprocess
import sys
from pathlib import Path

import botocore.parsers
import botocore.session

paysched, fixtures = sys.argv[1], Path(sys.argv[2])
session = botocore.session.get_session()
CATALOG = session.get_service_model("marketplace-catalog")
AGREEMENT = session.get_service_model("marketplace-agreement")


def imported(text, *options):
    """The offer file of a JSON; what the marketplace refused is said beside it."""
    run = subprocess.run(
        [paysched, "import", "aws", "-", *options], input=text, capture_output=True, text=True, check=False
    )
    assert run.returncode == int('"ErrorCode"' in text), run.stderr
    return run.stdout


def unknown(shape, value, path):
    """The members of a value that its shape does not have."""
    if shape.type_name == "structure" and isinstance(value, dict) and not shape.metadata.get("document"):
        for name, inner in value.items():
            if name not in shape.members:
                yield f"{path}.{name}"
            else:
                yield from unknown(shape.members[name], inner, f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for at, inner in enumerate(value):
            yield from unknown(shape.member, inner, f"{path}[{at}]")


def parsed(model, operation, body):
    """What the client makes of an answer with this body."""
    shape = model.operation_model(operation).output_shape
    strange = [path for path in unknown(shape, body, operation) if "ResponseMetadata" not in path]
    assert not strange, f"not in the model: {strange}"
    # Of the protocols that a service speaks, the one whose answers are JSON, as in the fixtures.
    protocol = next(name for name in model.metadata["protocols"] if name.endswith("json"))
    parser = botocore.parsers.create_parser(protocol)
    answer = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    return parser.parse(answer, shape)


def epoch(value):
    """Points in time as version 1 of the AWS CLI prints them."""
    return value.timestamp()


def same(model, operation, body, *others):
    """The parsed answer, printed in two ways, becomes the same file as the answer itself."""
    answer = parsed(model, operation, body)
    plain = imported(json.dumps(body), *others)
    for default in (str, epoch):
        again = imported(json.dumps(answer, default=default), *others)
        assert again == plain, f"{operation}, printed by {default.__name__}:\n{again}\nnot\n{plain}"
    return plain


def read(name):
    """A fixture."""
    return json.loads((fixtures / name).read_text(encoding="utf-8"))


count = 0
for path in sorted((fixtures / "changesets").glob("*.json")):
    request = json.loads(path.read_text(encoding="utf-8"))
    strange = list(unknown(CATALOG.operation_model("StartChangeSet").input_shape, request, path.stem))
    # One public sample writes its details as JSON where the model has text.
    strange = [name for name in strange if ".Details." not in name]
    assert not strange, strange
    # The same set as DescribeChangeSet answers it, details as text.
    described = {"ChangeSetId": "cs-1", "Status": "SUCCEEDED", "ChangeSet": []}
    for change in request["ChangeSet"]:
        details = change.get("DetailsDocument", change.get("Details"))
        details = details if isinstance(details, str) else json.dumps(details)
        rest = {name: value for name, value in change.items() if name not in ("Details", "DetailsDocument")}
        described["ChangeSet"].append(rest | {"Details": details, "ErrorDetailList": []})
    text = same(CATALOG, "DescribeChangeSet", described)
    schedule = [line for line in text.splitlines() if "invoice_date" in line or "first:" in line]
    assert schedule, f"{path}: no schedule in\n{text}"
    assert all(line in imported(path.read_text(encoding="utf-8")) for line in schedule)
    count += 1

for name, kind in (
    ("entities/offer-entity.json", "Offer@1.0"),
    ("entities/resale-authorization-entity.json", "ResaleAuthorization@1.0"),
):
    entity = {"EntityType": kind, "EntityIdentifier": "offer-3rEXAMPLErn@3", "DetailsDocument": read(name)}
    document = same(CATALOG, "DescribeEntity", entity)
    text = {**entity, "Details": json.dumps(entity["DetailsDocument"])}
    del text["DetailsDocument"]
    # The places in the comments are called after the member.
    details = same(CATALOG, "DescribeEntity", text).replace("Details.", "DetailsDocument.")
    assert details == document, f"{details}\nnot\n{document}"
    count += 1
same(CATALOG, "DescribeEntity", read("made/describe-entity.json"))
same(CATALOG, "DescribeChangeSet", read("made/describe-change-set-failed.json"))

mockup = read("entities/agreement-terms.json")
# The public mockup has one term that the service model does not know.
known = [term for term in mockup["acceptedTerms"] if "customerVerificationTerm" not in term]
assert len(known) + 1 == len(mockup["acceptedTerms"])
same(AGREEMENT, "GetAgreementTerms", mockup | {"acceptedTerms": known})
same(AGREEMENT, "GetAgreementTerms", read("made/agreement-terms-epoch.json"))
same(AGREEMENT, "DescribeAgreement", read("made/agreement-epoch.json"))
japan = read("made/agreement-in-japan.json")
for operation, answer in (("DescribeAgreement", japan["agreement"]), ("GetAgreementTerms", japan["terms"])):
    same(AGREEMENT, operation, answer)
print(f"botocore reads all {count + 7} answers and requests, and paysched what it makes of them")
