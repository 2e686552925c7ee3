// What the types take, and what they refuse. The compiler is the test: a refusal that is none is an error too.

import { BatonError, Client, memoryStorage, webStorage, type ErrorCode, type State } from 'baton-client';
import { BatonChat, useBaton } from 'baton-react';
import { load, type Baton, type Chat } from 'baton-web';

const chat: Chat = load({ apiUrl: 'https://chat.example.com/', token: 'shop', defer: 'idle', theme: { accent: '#123' } });
const off: () => void = chat.on('message:received', ({ by }) => by satisfies 'bot' | 'agent' | 'desk');
off();
chat.on('unread', ({ count }) => count.toFixed());
void chat.identify(async () => ({ jwt: 'a.b.c' }));
void chat.call('handoff', { skill: 'billing' });
chat.beforeSend(({ text }) => (text ? { text } : null));
chat.beforeDisplay(async ({ by, text }) => (by === 'bot' ? { text } : null));
const options: Baton.Options = { user: { customData: { plan: 'gold' } } };
void chat.update(options);

// @ts-expect-error: a token is needed
load({ apiUrl: 'https://chat.example.com/' });
// @ts-expect-error: an address is needed
load({ token: 'shop' });
// @ts-expect-error: there is no such moment
load({ apiUrl: 'https://chat.example.com/', token: 'shop', defer: 'later' });
// @ts-expect-error: a misspelt option
load({ apiUrl: 'https://chat.example.com/', token: 'shop', initialMesage: 'x' });
// @ts-expect-error: nested data is not taken
void chat.identify({ customData: { nested: {} } });
// @ts-expect-error: a text is needed
void chat.send();
// @ts-expect-error: `count` stands in `unread` alone
chat.on('open', ({ count }) => count);
// @ts-expect-error: a message is answered with a message
chat.beforeSend(() => 'text');
// @ts-expect-error: no such method
void chat.call('opne');

BatonChat({ apiUrl: 'https://chat.example.com/', token: 'shop', user: { name: 'Ada' } }) satisfies null;
const { unread, error } = useBaton('shop');
unread satisfies number;
error satisfies Error | null;
// @ts-expect-error: a token is needed
BatonChat({ apiUrl: 'https://chat.example.com/' });

const client = new Client({ apiUrl: 'https://chat.example.com/', token: 'shop', storage: memoryStorage() });
const state: State = client.getState();
webStorage(sessionStorage).keys();
state.form?.fields.some((field) => 'rating' in field);
void client.send({ files: ['f-1'], postback: { payload: 'x' } });
void client.answer('f-1', [{ rating: 5 }, { text: { name: 'order', value: '4711' } }]);
client.on('error', (failure) => failure instanceof BatonError && (failure.code satisfies ErrorCode | 'unreachable' | 'closed'));
// @ts-expect-error: what there is to show is never changed
state.lines.push(state.lines[0]!);
// @ts-expect-error: no such answer
void client.answer('f-1', [{ stars: 5 }]);
// @ts-expect-error: no such event
client.on('message', () => {});
// @ts-expect-error: no such stage
state.stage === 'waiting';
