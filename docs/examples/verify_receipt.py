"""Verifies offline that a receipt is genuine and that it is about a text. Needs `pip install 'pyjwt[crypto]'`.

    curl -s http://127.0.0.1:8080/.well-known/jwks.json > keys.json    # once; keys of receipts stay published
    python3 verify_receipt.py receipt.txt text.txt keys.json

The text is what was sent, to the byte: no line end may have been added to it.
"""

import hashlib
import sys

import jwt

receipt, text, keys = (open(file, "rb").read() for file in sys.argv[1:])
header = jwt.get_unverified_header(receipt.strip())
if header["typ"] != "receipt+jwt":
    sys.exit("this is no receipt")
key = jwt.PyJWKSet.from_json(keys.decode())[header["kid"]]
claims = jwt.decode(receipt.strip(), key, algorithms=["EdDSA"])
if hashlib.sha256(text).hexdigest() != claims["text_sha256"]:
    sys.exit("the receipt is genuine, but about another text")
print(f"{claims['reference']}: this text was received at {claims['received_at']}")
