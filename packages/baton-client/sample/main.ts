// A chat of one's own, in a few lines: the client says what there is, the page draws it.

import { Client, textOf, type Event } from 'baton-client';

const page = document.querySelector('main')!;
const { apiUrl, token } = page.dataset;
const client = new Client({ apiUrl: apiUrl!, token: token!, page: location.href });

function lineOf({ body }: Event): string | undefined {
  if (body.visitor) return `You: ${body.visitor.text ?? ''}`;
  if (body.bot) return `Bot: ${textOf(body.bot.blocks)}`;
  if (body.agent) return `${body.agent.agent?.name ?? 'Desk'}: ${textOf(body.agent.blocks)}`;
  return undefined;
}

function draw(): void {
  const { lines, unsent, connection, stage, draft } = client.getState();
  page.dataset['connection'] = connection;
  page.dataset['stage'] = stage;
  const texts = [
    ...lines.map(lineOf),
    ...unsent.map(({ request, failed }) => 'send' in request && `You: ${request.send.message.text} (${failed ?? 'sending'})`),
    draft && `Bot: ${draft.text}…`,
  ];
  const items = texts.filter((text) => typeof text === 'string').map((text) => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  });
  page.querySelector('ol')!.replaceChildren(...items);
}

client.subscribe(draw);
client.connect();
client.on('error', ({ code, message }) => console.warn(`${code}: ${message}`));

page.querySelector('form')!.addEventListener('submit', (event) => {
  event.preventDefault();
  const field = page.querySelector('input')!;
  void client.send(field.value);
  field.value = '';
});
page.querySelector('#person')!.addEventListener('click', () => client.handoff());
