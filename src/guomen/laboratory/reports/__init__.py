"""Reports as papers: a signed PDF/A with its machine-readable twin inside, and the public address that verifies it.

Words: *paper* (the PDF/A-3 that was signed), *twin* (the same content as JSON, attached to the paper), *code* (what the
QR code leads to). A paper never changes; what became of the report since is said at its public address.
"""
