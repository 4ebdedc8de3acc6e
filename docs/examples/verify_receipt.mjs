// Verifies offline that a receipt is genuine and that it is about a text. Needs nothing but Node.
//
//     curl -s http://127.0.0.1:8080/.well-known/jwks.json > keys.json    # once; keys of receipts stay published
//     node verify_receipt.mjs receipt.txt text.txt keys.json
//
// The text is what was sent, to the byte: no line end may have been added to it.

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const refuse = (why) => {
  console.error(why);
  process.exit(1);
};
const [receipt, text, keys] = process.argv.slice(2).map((file) => readFileSync(file));
const [header, claims, signature] = receipt.toString("ascii").trim().split(".");
const unpacked = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
const { typ, alg, kid } = unpacked(header);
const key = JSON.parse(keys).keys.find((published) => published.kid === kid);
if (typ !== "receipt+jwt" || alg !== "EdDSA" || !key)
  refuse("this is no receipt, or its key is not among the published ones");
const signed = Buffer.from(`${header}.${claims}`);
if (!verify(null, signed, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url")))
  refuse("the signature is wrong");
const told = unpacked(claims);
if (createHash("sha256").update(text).digest("hex") !== told.text_sha256)
  refuse("the receipt is genuine, but about another text");
console.log(`${told.reference}: this text was received at ${told.received_at}`);
