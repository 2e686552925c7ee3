// Signs who a visitor is, with what Node brings along. Give what it prints to the page, for `Baton('identify', { jwt })`.
//
// HS256 by default: BATON_KID and BATON_SECRET are a name and its secret in `identity.keys`. With BATON_PRIVATE_KEY, the
// file of an Ed25519 or RSA key, it signs by that; its public half is in `identity.public_keys`. With
// BATON_ENCRYPTION_KEY, the file of a public RSA key, name and e-mail address are encrypted, so that the page cannot read
// them; the private half is in `identity.decryption_keys`.

import { constants, createHmac, createPrivateKey, publicEncrypt, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { BATON_KID, BATON_SECRET, BATON_PRIVATE_KEY, BATON_ENCRYPTION_KEY } = process.env;

/** A token for a visitor whom your own session has made known. */
export function token({ id, ...details }) {
  const now = Math.floor(Date.now() / 1000);
  const key = BATON_PRIVATE_KEY && createPrivateKey(readFileSync(BATON_PRIVATE_KEY));
  const said = BATON_ENCRYPTION_KEY ? { user_payload: encrypted(details) } : details;
  const header = { alg: algorithm(key), typ: 'JWT', kid: BATON_KID };
  const claims = { scope: 'user', external_id: id, iat: now, exp: now + 300, ...said };
  const text = `${part(header)}.${part(claims)}`;
  const signature = key
    ? sign(header.alg === 'EdDSA' ? null : 'sha256', Buffer.from(text), key)
    : createHmac('sha256', BATON_SECRET).update(text).digest();
  return `${text}.${signature.toString('base64url')}`;
}

const algorithm = (key) => (key ? (key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'RS256') : 'HS256');
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RSA-OAEP, block after block, as one text. A block of SHA-256 with a key of 2048 bits holds 190 bytes. */
function encrypted(details) {
  const key = { key: readFileSync(BATON_ENCRYPTION_KEY), oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING };
  const text = Buffer.from(JSON.stringify(details));
  const blocks = [];
  for (let at = 0; at < text.length; at += 190) blocks.push(publicEncrypt(key, text.subarray(at, at + 190)));
  return Buffer.concat(blocks).toString('base64');
}

console.log(token({ id: 'customer-42', name: 'Ada Brown', email: 'ada@customer.example', custom_data: { plan: 'gold' } }));
