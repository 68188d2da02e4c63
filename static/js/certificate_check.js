/* Checks a certificate on this device: nothing of it is sent anywhere. Keys and status lists are fetched while there is a
   connection and kept; without one the kept ones serve (docs/signing.md). The same rules as certificates/signing/checking.py. */
"use strict";

const KEPT = "certificate-check";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const utf8 = (text) => new TextEncoder().encode(text);
const base64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/* One letter a byte, so that places in the text are places in the file. */
function letters(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 32768) text += String.fromCharCode(...bytes.subarray(start, start + 32768));
  return text;
}

/* What was found: a verdict, and the facts where they are proved. */
class Found extends Error {
  constructor(verdict, facts = null, listOf = "") {
    super(verdict);
    Object.assign(this, { verdict, facts, listOf });
  }
}

/* RFC 8785, for what we write: names in order, no spaces. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/* Not longer than a signature of 64 bytes: reading takes the square of the length. */
function fromBase58(text) {
  if (text.length > 88) throw new Found("changed");
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) throw new Found("changed");
    number = number * 58n + BigInt(digit);
  }
  const digits = number.toString(16);
  const bytes = (digits.length % 2 ? `0${digits}` : digits).match(/../g).map((pair) => parseInt(pair, 16));
  return joined(new Uint8Array(text.match(/^1*/)[0].length), Uint8Array.from(bytes));
}

const valid = (key, at) => new Date(key.notBefore) <= at && at <= new Date(key.notAfter);

async function signedBy(key, signature, content) {
  const { kty, crv, x } = key;
  const open = await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", open, signature, content);
}

function statementKey(keys, id, at) {
  const key = keys.keys.find((each) => each.purpose === "statements" && each.kid.startsWith(id));
  if (!id || !key || (at && !valid(key, at))) throw new Found("unknown-key");
  return key;
}

/* W3C Data Integrity, eddsa-jcs-2022. */
async function proves(document, keys) {
  const { proof, ...content } = document;
  const { proofValue, ...how } = proof;
  const key = statementKey(keys, proof.verificationMethod.split("#").pop(), new Date(proof.created));
  if (how.cryptosuite !== "eddsa-jcs-2022" || !proofValue.startsWith("z")) return false;
  const hashes = joined(await sha256(utf8(canonical(how))), await sha256(utf8(canonical(content))));
  return signedBy(key, fromBase58(proofValue.slice(1)), hashes);
}

async function unpacked(bytes, format) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/* What the kept lists say of a number: the verdict, and of when the list is. */
async function withStatus(facts, ending, number, { keys, lists }) {
  const list = lists?.lists.find((each) => each.id.endsWith(ending));
  if (!list || !(await proves(list, keys).catch(() => false))) return new Found("genuine", facts);
  const bits = await unpacked(base64(list.credentialSubject.encodedList.slice(1)), "gzip");
  const status = (bits[Math.floor(number / 4)] >> (6 - 2 * (number % 4))) & 3;
  return new Found(["genuine", "revoked", "replaced"][status] ?? "changed", facts, list.validFrom);
}

async function checkBadge(badge, known) {
  if (!badge?.proof || !badge.credentialStatus) return new Found("not-ours");
  if (!(await proves(badge, known.keys))) return new Found("changed");
  const { statusListCredential, statusListIndex } = badge.credentialStatus;
  return withStatus(badge.credentialSubject.facts, statusListCredential, Number(statusListIndex), known);
}

function der(tag, ...parts) {
  const content = joined(...parts);
  const length = [];
  for (let rest = content.length; rest; rest >>= 8) length.unshift(rest & 255);
  const head = content.length < 128 ? [content.length] : [128 | length.length, ...length];
  return joined([tag, ...head], content);
}

const OIDS = {
  data: "06092a864886f70d010701",
  signedData: "06092a864886f70d010702",
  contentType: "06092a864886f70d010903",
  messageDigest: "06092a864886f70d010904",
  sha256: "0609608648016503040201",
};
for (const [name, digits] of Object.entries(OIDS)) OIDS[name] = Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));

/* The container as the issuer's program fills it in (certificates/signing/container.py). */
function filled(form, digest, signature) {
  const attributes = [
    der(0x30, OIDS.contentType, der(0x31, OIDS.data)),
    der(0x30, OIDS.messageDigest, der(0x31, der(4, digest))),
    form.signingCertificate,
  ].sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
  const version = [2, 1, 1];
  const hash = der(0x30, OIDS.sha256);
  const signer = der(0x30, version, form.signerId, hash, der(0xa0, ...attributes), form.algorithm, der(4, signature));
  const signed = der(0x30, version, der(0x31, hash), der(0x30, OIDS.data), form.certificates, der(0x31, signer));
  return { attributes: der(0x31, ...attributes), container: der(0x30, OIDS.signedData, der(0xa0, signed)) };
}

/* An ECDSA signature as browsers want it: both numbers in full width. */
function flat(signature, width) {
  const numbers = [];
  for (let place = 2; place < signature.length; place += 2 + signature[place + 1]) {
    const number = signature.slice(place + 2, place + 2 + signature[place + 1]);
    const bare = number.slice(number.findIndex((byte) => byte));
    numbers.push(joined(new Uint8Array(Math.max(0, width - bare.length)), bare));
  }
  return joined(...numbers);
}

async function paperSigned(key, signature, content) {
  const { kty, crv, x, y, n, e } = key;
  if (kty === "RSA") {
    const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const open = await crypto.subtle.importKey("jwk", { kty, n, e }, how, false, ["verify"]);
    return crypto.subtle.verify(how, open, signature, content);
  }
  const open = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: crv }, false, ["verify"]);
  const width = { "P-256": 32, "P-384": 48, "P-521": 66 }[crv];
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, open, flat(signature, width), content);
}

/* The container out of its room: hexadecimal, then zeros only. */
function containerIn(room) {
  if (!/^<(?:[0-9a-f]{2})+>$/.test(room)) throw new Found("changed");
  const bytes = Uint8Array.from(room.slice(1, -1).match(/../g), (pair) => parseInt(pair, 16));
  const many = bytes[1] & 127;
  const length = bytes[1] < 128 ? bytes[1] + 2 : 2 + many + bytes.slice(2, 2 + many).reduce((sum, byte) => sum * 256 + byte, 0);
  if (length > bytes.length || bytes.slice(length).some((byte) => byte)) throw new Found("changed");
  return bytes.slice(0, length);
}

/* One signature with a published key over every byte; throws what was found otherwise. */
async function checkSignature(bytes, text, keys) {
  const ranges = [...text.matchAll(/\/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]/g)];
  if (!ranges.length) throw new Found(text.includes("/ByteRange") ? "unreadable" : "not-ours");
  const [start, end, rest] = ranges.at(-1).slice(1).map(Number);
  if (ranges.length > 1 || end + rest !== bytes.length || start >= end) throw new Found("changed");
  const container = containerIn(text.slice(start, end));
  const digest = await sha256(joined(bytes.subarray(0, start), bytes.subarray(end)));
  const inside = hex(container);
  const key = keys.keys.find((each) => each.form && inside.includes(hex(base64(each.form.signerId))));
  if (!key) throw new Found("unknown-key");
  const form = Object.fromEntries(Object.entries(key.form).map(([name, value]) => [name, base64(value)]));
  const place = inside.lastIndexOf(hex(form.algorithm)) / 2 + form.algorithm.length;
  const signature = container.slice(container[place + 1] & 128 ? place + 2 + (container[place + 1] & 127) : place + 2);
  const expected = filled(form, digest, signature);
  if (hex(expected.container) !== inside || !(await paperSigned(key, signature, expected.attributes))) throw new Found("changed");
  const made = [...text.matchAll(/\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/g)].at(-1);
  const day = made && new Date(`${made[1]}-${made[2]}-${made[3]}T${made[4]}:${made[5]}:${made[6]}Z`);
  if (!day || !valid(key, day)) throw new Found("unknown-key");
}

async function badgeIn(bytes, text) {
  const number = text.match(/\/F \(credential\.json\)\/UF \(credential\.json\)\/EF <<\/F (\d{1,9}) 0 R/)?.[1];
  const place = number ? text.lastIndexOf(`\n${number} 0 obj\n`) : -1;
  const head = place < 0 ? null : text.slice(place, place + 400).match(/^[^]*?\/Length (\d{1,9})>>\nstream\n/);
  if (!head) return null;
  const content = bytes.slice(place + head[0].length, place + head[0].length + Number(head[1]));
  const json = head[0].includes("/FlateDecode") ? await unpacked(content, "deflate") : content;
  return JSON.parse(new TextDecoder().decode(json));
}

async function checkPaper(bytes, known) {
  const text = letters(bytes);
  try {
    await checkSignature(bytes, text, known.keys);
  } catch (error) {
    if (!(error instanceof Found) || error.verdict !== "changed") throw error;
    const said = await badgeIn(bytes, text).then((badge) => checkBadge(badge, known)).catch(() => null);
    throw new Found("changed", said?.facts);
  }
  return checkBadge(await badgeIn(bytes, text), known);
}

function fromBase32(text) {
  const bytes = [];
  let bits = 0;
  let many = 0;
  for (const letter of text) {
    bits = ((bits << 5) | BASE32.indexOf(letter)) & 0xffff;
    many += 5;
    if (many >= 8) bytes.push((bits >> (many -= 8)) & 255);
  }
  return Uint8Array.from(bytes);
}

/* The text of a QR code that proves itself (certificates/credential/slip.py). */
async function checkSlip(typed, known) {
  const found = typed.trim().match(/\/C\/([A-Z2-7]{26})\/([A-Z2-7]+)$/);
  const content = found ? fromBase32(found[2]) : new Uint8Array();
  if (content.length < 85) return new Found("not-ours");
  const body = content.slice(0, -64);
  const view = new DataView(body.buffer);
  const decoder = new TextDecoder(view.getUint8(0) === 1 ? "windows-874" : "utf-8");
  const texts = [];
  for (let place = 19; place < body.length; ) {
    const length = view.getUint16(place);
    texts.push(decoder.decode(body.subarray(place + 2, place + 2 + length)));
    place += 2 + length;
  }
  const day = new Date(Date.UTC(2000, 0, 1 + view.getUint16(15), 23, 59, 59));
  const key = statementKey(known.keys, hex(body.subarray(1, 5)));
  if (texts[4] !== found[1]) return new Found("not-ours");
  if (!(await signedBy(key, content.slice(-64), body))) return new Found("changed");
  const facts = { number: texts[0], name_th: texts[1], course_th: texts[2], center_th: texts[3] };
  Object.assign(facts, { total_hours: view.getUint16(17), issued_on: day.toISOString().slice(0, 10) });
  const ending = `/certificates/status/${view.getUint32(5)}/${view.getUint16(9)}.json`;
  return withStatus(facts, ending, view.getUint32(11), known);
}

/* From the network, else what was kept of it; null where there is neither. */
async function got(address) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
    if (answer.ok) await cache.put(address, answer);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no connection: the kept one serves
  }
  return (await cache.match(address))?.json() ?? null;
}

function show(found) {
  const page = document.querySelector("[data-check]");
  for (const part of page.querySelectorAll("[data-verdict]")) part.hidden = part.dataset.verdict !== found.verdict;
  page.querySelector("[data-facts]").hidden = !found.facts;
  for (const cell of page.querySelectorAll("[data-fact]")) cell.textContent = found.facts?.[cell.dataset.fact] ?? "–";
  const list = page.querySelector("[data-list]");
  list.hidden = !found.listOf;
  list.querySelector("time").textContent = found.listOf && new Date(found.listOf).toLocaleString("th-TH");
  page.querySelector("[data-no-list]").hidden = found.verdict !== "genuine" || Boolean(found.listOf);
  page.querySelector("[role=status]").hidden = false;
}

async function check(look) {
  const page = document.querySelector("[data-check]");
  const [keys, lists] = await Promise.all([got(page.dataset.keys), got(page.dataset.lists)]);
  if (!keys) return show(new Found("no-keys"));
  try {
    show(await look({ keys, lists }));
  } catch (error) {
    if (!(error instanceof Found)) console.error(error); // a file that is laid out as nothing we write
    show(error instanceof Found ? error : new Found("not-ours"));
  }
}

async function checkFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (letters(bytes.subarray(0, 5)) === "%PDF-") return check((known) => checkPaper(bytes, known));
  const text = new TextDecoder().decode(bytes);
  return check((known) => (text.trimStart().startsWith("{") ? checkBadge(JSON.parse(text), known) : checkSlip(text, known)));
}

const page = document.querySelector("[data-check]");
const chosen = page.querySelector("input[type=file]");
const typed = page.querySelector("textarea");
chosen.addEventListener("change", () => {
  typed.value = "";
  if (chosen.files[0]) checkFile(chosen.files[0]);
});
page.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (typed.value.trim()) check((known) => checkSlip(typed.value, known));
  else if (chosen.files[0]) checkFile(chosen.files[0]); // the button after a choice checks it once more
  else typed.focus();
});
page.addEventListener("dragover", (event) => event.preventDefault());
page.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) checkFile(event.dataTransfer.files[0]);
});
navigator.serviceWorker?.register("/sw.js");
got(page.dataset.keys);
got(page.dataset.lists);
