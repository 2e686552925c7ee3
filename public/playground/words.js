// What is said in the states of the chat: a visitor of a plant shop, its bot, and Maya.

export const paragraph = (text) => [{ paragraph: [{ text }] }];
export const visitor = (text, more) => ({ visitor: { text, ...more } });
export const bot = (text, more) => ({ bot: { turn: text, blocks: paragraph(text), choices: [], ...more } });
export const stage = (from, to, reason) => ({ stage: { from, to, reason } });
export const button = (label, payload = label) => ({ label, action: { postback: payload } });
export const link = (label, address) => ({ label, action: { link: address } });

export const MAYA = { id: 'maya', name: 'Maya Lindqvist', avatar: 'face-maya' };
export const JONAS = { id: 'jonas', name: 'Jonas Weber' };
export const agent = (text, { who = MAYA, files = [] } = {}) => ({
  agent: { agent: who, blocks: text ? paragraph(text) : [], files, desk_at: 0, desk_id: text },
});
export const picture = (name) => ({ id: `picture-${name}`, name: `${name}.png`, media_type: 'image/png', bytes: 184_000 });
export const document = (name) => ({ id: `document-${name}`, name: `${name}.pdf`, media_type: 'application/pdf', bytes: 48_120 });

const QUESTION = visitor('My fern came with brown tips. Is it ill?');
const ANSWER = bot('Brown tips mean dry air. Mist it every other day, and keep it away from the radiator.');

/** What was said before in most states. */
export const asked = [QUESTION, ANSWER];
export const wished = [QUESTION, ANSWER, visitor('I would like to talk to a person.')];
export const queued = [...wished, stage('bot', 'requested', 'visitor_asked'), stage('requested', 'queued', 'confirmed')];
export const joined = [...queued, stage('queued', 'agent', 'agent_acted'), { notice: { agent_joined: MAYA } }];
export const helped = [...joined, agent('Hello, this is Maya. Which pot is it in?'), visitor('The small clay one.')];
export const ended = [...helped, agent('Then a larger pot will help. You are welcome!'), stage('agent', 'ended', 'session_ended')];

export const details = {
  form: { id: 'details', fields: [{ name: { required: true } }, { email: { required: false } }], optional: false },
};
export const order = {
  form: {
    id: 'order',
    lead: paragraph('About which order is it?'),
    fields: [
      { text: { name: 'order', label: 'Order number', kind: 'number', required: true } },
      { text: { name: 'topic', label: 'What about it?', kind: 'line', options: ['It is late', 'It is broken'] } },
      { text: { name: 'mail', label: 'Your e-mail address', kind: 'email', required: true } },
      { agree: { text: paragraph('You may look up my order.'), required: true } },
    ],
    optional: false,
  },
};
export const rating = { form: { id: 'rating', fields: [{ rating: {} }, { comment: {} }], optional: true } };
export const message = {
  form: { id: 'message', fields: [{ message: { required: true } }, { email: { required: false } }, { answer_by_email: {} }], optional: false },
};

export const card = (title, text) => ({
  title,
  blocks: paragraph(text),
  image: 'https://shop.example/plant.jpg',
  choices: [button('How to care for it', `care-${title}`), link('In the shop', 'https://shop.example/plant')],
});
