// Identity tokens as the shop's server would sign them, and what it encrypts so that the page cannot read it.

import { createHmac, generateKeyPairSync, publicEncrypt } from 'node:crypto';

/** What the shop signs with: the key `app_1` of the site. */
export const SECRET = 'the shop’s own secret, of more than 32 bytes';

const seal = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** What opens what the shop encrypts: a key of the site. */
export const PRIVATE_KEY = seal.privateKey.export({ type: 'pkcs8', format: 'pem' });

/** A token with these claims. */
export function signed(claims, secret = SECRET) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT', kid: 'app_1' })}.${part({ scope: 'user', ...claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** A payload that only the relay can read; RSA-OAEP by SHA-1, as `node-rsa` does, in one block. */
export const sealed = (payload) => publicEncrypt(seal.publicKey, Buffer.from(JSON.stringify(payload))).toString('base64');
