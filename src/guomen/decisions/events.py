"""What decisions announces.

decisions.disposition.issued carries
    {"consignment": id, "version": n, "assignment": id or null, "disposition": id, "kind": "release" …,
     "lets_go": bool, "conforming": true | false | null, "inspected": bool, "automatic": bool, "office": code,
     "direction": "import" | "export", "importer": identifier, "replaces": disposition id or null,
     "hazards": ["lead", …],
     "lines": [{"item_no", "goods_code", "origin", "producer", "conforming", "hazards"}]}
A line that uses permits has "permits" besides: [{"kind", "number", "amounts": {unit: amount}}].
conforming is null where nobody looked, and where what was found was told already: by the disposition in force before,
which somebody took up again after documents were presented or goods were treated. replaces names that disposition.
decisions.disposition.proposed and decisions.disposition.signed carry {"consignment", "disposition", "kind"}.
decisions.signature.declined adds "ground"; decisions.proposal.closed carries {"consignment", "disposition", "because"}.
decisions.certificate.* carry {"certificate": number, "disposition", "sha256"}; revoked and replaced add "ground" and
"successor" (a number, or null). decisions.appeal.* carry {"appeal", "disposition", "consignment"}; lodged adds "sample"
(disputed, or ""), accepted and retested add "retest" (the label of the re-test, or ""), answered adds "outcome".
"""

DISPOSITION_PROPOSED = "decisions.disposition.proposed"
DISPOSITION_SIGNED = "decisions.disposition.signed"
# {"consignment", "disposition", "kind", "sample"}: a report that the act rests on was withdrawn
DISPOSITION_QUESTIONED = "decisions.disposition.questioned"
SIGNATURE_DECLINED = "decisions.signature.declined"
DISPOSITION_ISSUED = "decisions.disposition.issued"
PROPOSAL_CLOSED = "decisions.proposal.closed"
CERTIFICATE_ISSUED = "decisions.certificate.issued"
CERTIFICATE_REVOKED = "decisions.certificate.revoked"
CERTIFICATE_REPLACED = "decisions.certificate.replaced"
APPEAL_LODGED = "decisions.appeal.lodged"
APPEAL_ACCEPTED = "decisions.appeal.accepted"
APPEAL_RETESTED = "decisions.appeal.retested"
APPEAL_ANSWERED = "decisions.appeal.answered"
