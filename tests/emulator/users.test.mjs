import assert from 'node:assert/strict';
import test from 'node:test';
import { call, refusal, sign, withKey, withToken } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { stage } from './stage.mjs';

const { appId } = ACCOUNT;

test('a user is made once, found by either id, changed and deleted', async (t) => {
  const { bot } = await stage(t);
  const body = {
    externalId: 'shop/42 ä',
    profile: { givenName: 'Ada', email: 'ada@example.com', locale: 'en-GB' },
    metadata: { plan: 'gold', seats: 3 },
  };
  const created = await call(bot.users, 'createUser', appId, body);
  assert.equal(created.status, 201);
  assert.equal(created.data.user.externalId, body.externalId);
  assert.equal(created.data.user.profile.givenName, 'Ada');
  assert.deepEqual(created.data.user.metadata, body.metadata);

  const { id } = created.data.user;
  assert.match(id, /^[0-9a-f]{24}$/);
  assert.deepEqual(await refusal(bot.users.createUser(appId, body)), { status: 409, codes: ['conflict'] });
  assert.equal((await bot.users.getUser(appId, id)).user.externalId, body.externalId);
  assert.equal((await bot.users.getUser(appId, body.externalId)).user.id, id, 'an external id is one path segment');

  const changed = await call(bot.users, 'updateUser', appId, id, {
    profile: { surname: 'Lovelace' },
    metadata: { plan: 'silver' },
  });
  assert.equal(changed.status, 200);
  assert.equal(changed.data.user.profile.surname, 'Lovelace');
  assert.equal(changed.data.user.metadata.plan, 'silver');

  assert.equal((await call(bot.users, 'deleteUser', appId, id)).status, 200);
  assert.deepEqual(await refusal(bot.users.getUser(appId, id)), { status: 404, codes: ['user_not_found'] });
});

test('a user without a name may be made, one with an empty id may not', async (t) => {
  const { bot } = await stage(t, { recorded: false });
  assert.equal((await call(bot.users, 'createUser', appId, { externalId: 'anonymous' })).status, 201);
  assert.equal((await refusal(bot.users.createUser(appId, { externalId: '' }))).status, 400);
});

test('wrong credentials are 401, whichever way they are given', async (t) => {
  const { emulator } = await stage(t);
  const key = ACCOUNT.integrationKey;
  const attempts = {
    'a wrong secret': withKey(emulator, { ...key, secret: 'wrong' }),
    'an unknown key': withKey(emulator, { id: 'int_000000000000000000000000', secret: key.secret }),
    'a token of another secret': withToken(emulator, sign({ ...key, secret: 'wrong' }, { scope: 'integration' })),
    'no token': withToken(emulator, 'nonsense'),
    nothing: withToken(emulator, undefined),
  };
  for (const [what, client] of Object.entries(attempts)) {
    assert.deepEqual(
      await refusal(client.users.createUser(appId, { externalId: 'x' })),
      { status: 401, codes: ['unauthorized'] },
      what,
    );
  }
});

test('a signed token does what its key may', async (t) => {
  const { emulator } = await stage(t);
  const bot = withToken(emulator, sign(ACCOUNT.integrationKey, { scope: 'integration' }));
  assert.equal((await call(bot.users, 'createUser', appId, { externalId: 'by-token' })).status, 201);
  const admin = withToken(emulator, sign(ACCOUNT.appKey, { scope: 'app' }));
  assert.equal((await admin.apps.getApp(appId)).app.id, appId);
});

test("the integration's key may not do what needs the app's", async (t) => {
  const { bot, admin } = await stage(t);
  assert.equal((await refusal(bot.switchboards.listSwitchboards(appId))).status, 403);
  assert.equal((await admin.switchboards.listSwitchboards(appId)).switchboards.length, 1);
});

test('another app is not found', async (t) => {
  const { bot } = await stage(t);
  const { status, codes } = await refusal(bot.users.createUser('5ba70e0000000000000000ff', { externalId: 'x' }));
  assert.deepEqual({ status, codes }, { status: 404, codes: ['app_not_found'] });
});
