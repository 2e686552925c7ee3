// Identity tokens as the shop's server would sign them.

import { createHmac } from 'node:crypto';

/** What the shop signs with: the key `app_1` of the site. */
export const SECRET = 'the shop’s own secret, of more than 32 bytes';

/** A token with these claims. */
export function signed(claims, secret = SECRET) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT', kid: 'app_1' })}.${part({ scope: 'user', ...claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
