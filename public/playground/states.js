// Every state of the chat, as data: what the relay has said before, and what then happens. `player.js` plays them inside
// the chat document, with the chat's own module and without a relay; docs/theming.md lists them.
//
// - `log`: the conversation before, bodies of events, the newest last; none where nothing was said yet;
// - `steps`: what happens then, one after the other; `player.js` names what there is;
// - `shows`: a selector of what is on the screen once the state is reached, and `site`: what the site has for it;
// - `without`: what the browser does not let the chat have, and `isClosed`: the panel is not opened.

import {
  JONAS, agent, asked, bot, button, card, details, document, ended, helped, joined, link, message, order, paragraph, picture,
  queued, rating, stage, visitor, wished,
} from './words.js';

const MENU = '#baton-menu > button';
const item = (place) => `.baton-menu-items > button:nth-of-type(${place})`;
const long = Array.from({ length: 130 }, (_, place) => (place % 2 ? bot(`Plant ${place} likes shade.`) : visitor(`And plant ${place}?`)));
const hint = (hint) => ({ frame: { hint } });
const other = { conversation: 'other', at: 1, unread: 1, by: JONAS.name, line: 'Your parcel has come back to us. Shall we send it again?' };

export const states = [
  { name: 'closed', title: 'Closed', isClosed: true },
  { name: 'greeting', title: 'Greeting with first buttons', shows: '.baton-choices button', site: { starters: [button('Where is my order?'), button('Returns')] } },
  { name: 'bot-working', title: 'The bot is working', log: asked, steps: [{ commit: visitor('How often is that?') }, hint({ thinking: { turn: 't' } })], shows: '.baton-dots' },
  { name: 'bot-streaming', title: 'The bot’s answer comes in', log: [asked[0]], steps: [hint({ thinking: { turn: 't' } }), hint({ draft: { turn: 't', at: 0, text: 'Brown tips mean dry air. Mist it every' } })], shows: '.baton-stop' },
  { name: 'choices', title: 'An answer with buttons', log: [asked[0], bot('Where does it stand?', { choices: [button('By a window'), button('By a radiator'), link('What ferns like', 'https://shop.example/ferns')] })], shows: '.baton-choices button' },
  { name: 'location', title: 'A button that says where the visitor is', log: [asked[0], bot('Where shall we send a new one?', { choices: [{ label: 'Share my location', action: { location: {} } }] })], shows: '.baton-button--choice' },
  { name: 'helpful', title: 'Whether an answer helped', site: { feedback: true }, log: [...asked, { feedback: { seq: 2, helpful: true } }], shows: '[aria-pressed=true]' },
  { name: 'card', title: 'A card', log: [visitor('What likes shade?'), bot('This one does:', { cards: [card('Boston fern', 'Likes shade, and a sip every two or three days.')] })], shows: '.baton-card' },
  { name: 'carousel', title: 'Cards side by side', log: [visitor('What likes shade?'), bot('These do:', { cards: [card('Boston fern', 'Likes shade, and a sip every two or three days.'), card('Golden pothos', 'Forgives almost everything.'), card('Cushion moss', 'Wants it damp and cool.')] })], shows: '.baton-card + .baton-card' },
  { name: 'suggestions', title: 'What could be meant', site: { suggestions: true }, log: asked, steps: [{ type: 'how do I ret' }, { heard: 'suggest' }, hint({ suggestions: { text: 'how do I ret', choices: [button('Returns'), button('Refunds')] } })], shows: '.baton-hopes button' },
  { name: 'form', title: 'A form', log: [visitor('Where is my order?'), bot('I can look that up.'), order], shows: '.baton-form' },
  { name: 'form-errors', title: 'A form with errors', log: [visitor('Where is my order?'), bot('I can look that up.'), order], steps: [{ fill: '.baton-form input[type=email]', with: 'nowhere' }, { click: '.baton-form .baton-button--main' }], shows: '.baton-error:not(:empty)' },
  { name: 'details', title: 'Who is asking', log: [...wished, stage('bot', 'requested', 'visitor_asked'), details], shows: '.baton-form' },
  { name: 'requested', title: 'A person is asked for', log: [...wished, stage('bot', 'requested', 'visitor_asked')], shows: '.baton-strip:not([hidden])' },
  { name: 'queued', title: 'In the queue', log: queued, shows: '.baton-strip:not([hidden])' },
  { name: 'queued-away', title: 'Nobody is there', log: [...wished, { notice: { away: { text: 'Our gardeners are in the greenhouse.', can_leave: true, opens_at: { in: 21 * 3600 } } } }], shows: '.baton-away' },
  { name: 'queued-slow', title: 'It takes longer than usual', log: [...queued, { notice: 'handoff_slow' }], shows: '.baton-strip:not([hidden]) button:not([hidden]) + button:not([hidden])' },
  { name: 'agent', title: 'An agent with a picture', log: helped, shows: '.baton-who img' },
  { name: 'agent-transferred', title: 'Another agent', log: [...helped, { notice: { agent_joined: JONAS } }, agent('Jonas here, I know about pots.', { who: JONAS })], shows: '.baton-line--agent' },
  { name: 'delivered', title: 'A message that the agents have', log: helped, steps: [hint({ delivered: { seq: helped.length } })], shows: '.baton-line--visitor .baton-meta' },
  { name: 'files', title: 'Pictures and files both ways', log: [...helped, visitor('', { files: [picture('pot'), document('invoice')] }), agent('Thank you. Like this one?', { files: [picture('larger pot'), document('care sheet')] })], shows: '.baton-picture img' },
  { name: 'upload', title: 'An upload under way', uploads: 'held', log: helped, steps: [{ pick: ['fern.png', 'a long manual for the greenhouse.pdf'] }], shows: '.baton-progress[value]' },
  { name: 'upload-ready', title: 'Files ready to be sent', log: helped, steps: [{ pick: ['fern.png', 'invoice.pdf', 'setup.exe'] }], shows: '.baton-tray .baton-error' },
  { name: 'picture', title: 'A large picture', log: [...helped, agent('Like this one?', { files: [picture('larger pot')] })], steps: [{ click: '.baton-picture:has(img)' }], shows: '.baton-large[open] img' },
  { name: 'offline', title: 'No network', log: asked, steps: [{ offline: true }, { say: 'And in winter?' }], shows: '.baton-status' },
  { name: 'reconnecting', title: 'The relay does not answer', log: asked, steps: [{ cut: true }], shows: '.baton-status' },
  { name: 'back', title: 'Back again', log: asked, steps: [{ cut: true }, { wait: '.baton-status' }, { mend: true }], shows: '.baton-status--back' },
  { name: 'sending', title: 'A message on its way', sends: 'held', log: asked, steps: [{ say: 'And in winter?' }], shows: '.baton-line--visitor + .baton-line, .baton-line--visitor .baton-meta' },
  { name: 'failed', title: 'A message that was refused', sends: 'text_too_long', log: asked, steps: [{ say: 'And in winter, and in spring?' }], shows: '.baton-meta--failed' },
  { name: 'undelivered', title: 'A message that could not be passed on', log: [...helped, { notice: { undelivered: { seq: 9 } } }], shows: '.baton-meta--failed' },
  { name: 'end', title: 'Whether to end the chat', log: helped, steps: [{ click: MENU }, { click: item(2) }], shows: '[role=alertdialog]' },
  { name: 'rating', title: 'Ended, with the question how it was', log: [...ended, rating], steps: [{ click: '.baton-star:nth-of-type(4)' }], shows: '.baton-stars' },
  { name: 'rated', title: 'Rated', log: [...ended, rating, { visitor: { text: '', form: { form: 'rating', values: [{ rating: 5 }, { comment: 'Quick and kind.' }] } } }], shows: '.baton-line--visitor:last-of-type' },
  { name: 'leaving', title: 'Leaving a message', log: [...wished, message], steps: [{ fill: '.baton-form input[type=email]', with: 'ada@example.com' }], shows: '.baton-form' },
  { name: 'message-left', title: 'A message was left', log: [...wished, message, { visitor: { text: 'My parcel came without its lid.', form: { form: 'message', values: [{ message: 'My parcel came without its lid.' }] } } }, { notice: { message_left: { ticket: 4711, by_email: true } } }], shows: '.baton-note' },
  { name: 'menu', title: 'The menu', log: helped, steps: [{ click: MENU }], shows: '.baton-menu-items:not([hidden])' },
  { name: 'languages', title: 'The list of languages', log: asked, steps: [{ click: MENU }, { click: item(8) }], shows: '.baton-tongues select' },
  { name: 'emoji', title: 'Emoji', log: asked, steps: [{ click: '#baton-emoji' }], shows: '.baton-emoji button' },
  { name: 'drop', title: 'A file is held over the chat', log: asked, steps: [{ drag: 'fern.png' }], shows: '#baton-drop:not([hidden])' },
  { name: 'newer', title: 'New messages below', log: long.slice(0, 40), steps: [{ scroll: 'up' }, { commit: bot('Plant 40 does, too.') }, { commit: bot('So does plant 41.') }], shows: '.baton-newer:not([hidden])' },
  { name: 'earlier', title: 'Earlier messages', log: long, atStart: 100, earlier: 'held', steps: [{ scroll: 'top' }], shows: '.baton-lines' },
  { name: 'other', title: 'News in another conversation', log: helped, steps: [hint({ others: [other] })], shows: '.baton-strip:not([hidden])' },
  { name: 'consent', title: 'The question to agree', consent: 'We keep what you write, so that we can answer. See our privacy policy.', shows: '#baton-consent:not([hidden])' },
  { name: 'declined', title: 'Not agreed', consent: 'We keep what you write, so that we can answer. See our privacy policy.', steps: [{ wait: '#baton-consent:not([hidden])' }, { click: '#baton-decline' }], shows: '#baton-declined:not([hidden])' },
  { name: 'not-kept', title: 'Storage is denied', without: 'storage', shows: '.baton-foot > .baton-note' },
  { name: 'fallback', title: 'The chat cannot run', without: 'wasm', site: { fallback: 'mailto:help@example.com' }, shows: '#baton-fallback:not([hidden])' },
  { name: 'stopped', title: 'The chat had to stop', log: asked, site: { fallback: 'mailto:help@example.com' }, steps: [{ crash: true }], shows: '#baton-fallback:not([hidden])' },
];
