// The vendor's own client library, as its README sets it up, with one client for each set of credentials.

import { createHmac } from 'node:crypto';
import vendor from 'sunshine-conversations-client';

/** Every API of the library, for one key by Basic authentication. */
export function withKey(emulator, { id, secret }) {
  return apis(emulator, ({ basicAuth }) => Object.assign(basicAuth, { username: id, password: secret }));
}

/** The same, for a JSON Web Token signed with the key. */
export function withToken(emulator, token) {
  return apis(emulator, ({ bearerAuth }) => Object.assign(bearerAuth, { accessToken: token }));
}

export function sign({ id, secret }, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT', kid: id })}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

function apis(emulator, authenticate) {
  const client = new vendor.ApiClient();
  client.basePath = new URL('/sc', emulator.apiUrl).href;
  authenticate(client.authentications);
  const api = (Api) => explained(new Api(client));
  return {
    users: api(vendor.UsersApi),
    conversations: api(vendor.ConversationsApi),
    participants: api(vendor.ParticipantsApi),
    messages: api(vendor.MessagesApi),
    activities: api(vendor.ActivitiesApi),
    attachments: api(vendor.AttachmentsApi),
    switchboard: api(vendor.SwitchboardActionsApi),
    switchboards: api(vendor.SwitchboardsApi),
    webhooks: api(vendor.WebhooksApi),
    apps: api(vendor.AppsApi),
  };
}

/** The library rejects with its whole request; a failing test should show a line. */
function explained(api) {
  const explain = (method, given) =>
    api[method](...given).catch((cause) => {
      const text = `${method}: ${cause.status ?? cause.error?.message} ${JSON.stringify(cause.body)}`;
      throw Object.assign(new Error(text), { status: cause.status, body: cause.body });
    });
  return new Proxy(api, {
    get:
      (_, method) =>
      (...given) =>
        explain(method, given),
  });
}

/** The library's answer with its HTTP status: `call(api, 'createUser', …)`. */
export async function call(api, method, ...given) {
  const { response, data } = await api[`${method}WithHttpInfo`](...given);
  return { status: response.status, data, body: response.body };
}

/** What the library rejects with when the answer is an error. */
export async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { status: error.status, codes: error.body?.errors?.map((each) => each.code) };
  }
  throw new Error('the call was not refused');
}
