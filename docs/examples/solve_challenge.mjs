// Solves a challenge from standard input and prints what to send as `challenge`.
//
//     curl -s http://127.0.0.1:8080/api/v1/submissions/challenge | node solve_challenge.mjs

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const { algorithm, challenge, salt, signature, maxnumber } = JSON.parse(readFileSync(0, "utf8"));
const hash = (number) => createHash("sha256").update(salt + number).digest("hex");
let number = 0;
while (number <= maxnumber && hash(number) !== challenge) number += 1;
if (number > maxnumber) throw new Error("the challenge has no solution");
const solution = JSON.stringify({ algorithm, challenge, number, salt, signature });
console.log(Buffer.from(solution).toString("base64"));
