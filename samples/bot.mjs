// A bot for Baton with Node alone: BOT_SECRET=… node bot.mjs 8901
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

function isSigned(header = '', body) {
  const parts = header.split(',').map((part) => part.split('='));
  const seconds = parts.find(([name]) => name === 't')?.[1] ?? '';
  const wanted = createHmac('sha256', process.env.BOT_SECRET).update(`${seconds}.`).update(body).digest();
  const isFresh = Math.abs(Date.now() / 1000 - Number(seconds || NaN)) < 300;
  const shown = parts.filter(([name]) => name === 'v1').map(([, value = '']) => Buffer.from(value, 'hex'));
  return isFresh && shown.some((each) => each.length === wanted.length && timingSafeEqual(each, wanted));
}

function* answer({ said, skills }) {
  const { text } = said.at(-1);
  if (/person/i.test(text)) {
    yield { type: 'say', markdown: 'I will get somebody.' };
    yield { type: 'handoff', skill: skills[0], summary: `They asked: ${text}` };
  } else {
    for (const word of `You said: **${text}**`.split(' ')) yield { type: 'stream', text: `${word} ` };
    yield { type: 'say', choices: [{ label: 'Talk to a person', handoff: true }] };
  }
  yield { type: 'done' };
}

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  if (!isSigned(request.headers['baton-signature'], body)) return response.writeHead(401).end();
  const turn = JSON.parse(body);
  if (turn.type !== 'turn') return response.writeHead(204).end();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const action of answer(turn)) response.write(`data: ${JSON.stringify(action)}\n\n`);
  response.end();
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
