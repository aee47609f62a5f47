"""Papers that the agency answers for: printed from a template, sealed (PAdES), kept by their own hash, verified.

Words: *seal* (a signature inside the PDF, over every byte of it), *signer* (the key and certificate that seal, one for
certificates and notices, one for the laboratory's reports).
"""
