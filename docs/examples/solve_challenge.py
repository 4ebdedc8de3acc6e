"""Solves a challenge from standard input and prints what to send as `challenge`.

    curl -s http://127.0.0.1:8080/api/v1/submissions/challenge | python3 solve_challenge.py
"""

import base64
import hashlib
import json
import sys

given = json.load(sys.stdin)
salt, wanted = given["salt"], given["challenge"]
number = next(
    n for n in range(given["maxnumber"] + 1)
    if hashlib.sha256(f"{salt}{n}".encode()).hexdigest() == wanted
)
solution = {name: given[name] for name in ("algorithm", "challenge", "salt", "signature")}
solution["number"] = number
print(base64.b64encode(json.dumps(solution).encode()).decode())
