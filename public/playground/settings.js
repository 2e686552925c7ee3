// What can be tried, in groups. `key` is its name in the address and in plan.js; where it stands in the configuration,
// `from` says what the site has.

const choices = (...pairs) => pairs.map(([value, label]) => ({ value, label }));
const UNSET = ['', 'As it is'];

export const GROUPS = [
  {
    title: 'Site',
    fields: [
      { key: 'title', label: 'Title', about: 'The name in the header', from: ({ document }) => document.title, isNeeded: true },
      { key: 'subtitle', label: 'Subtitle', about: 'A line below it', from: ({ document }) => document.subtitle ?? '' },
      { key: 'greeting', label: 'Greeting', about: 'What the bot says first, in Markdown', kind: 'long', from: ({ greeting }) => greeting },
      { key: 'queue_text', label: 'In the queue', about: 'What is said to whoever waits', from: ({ document }) => document.queue_text ?? '' },
    ],
  },
  {
    title: 'Looks',
    isOpen: true,
    fields: [{ key: 'scheme', label: 'Light or dark', options: choices(['', 'As the visitor’s system'], ['light', 'Light'], ['dark', 'Dark'], ['host', 'As the page']) }],
    hasColours: true,
  },
  {
    title: 'Launcher and place',
    fields: [
      { key: 'position', label: 'Side', options: choices(['', 'Where lines end'], ['left', 'Left'], ['right', 'Right']) },
      { key: 'label', label: 'Name', about: 'For screen readers; “Chat” without it' },
      { key: 'mode', label: 'Place', options: choices(['', 'A panel beside the launcher'], ['inline', 'Inside the page'], ['page', 'All of the page']) },
      { key: 'target', label: 'Element of an inline chat', about: 'A selector; the preview has #help', kind: 'selector' },
      { key: 'trigger', label: 'A launcher of your own', about: 'A selector; the preview has .help', kind: 'selector' },
      { key: 'open', label: 'Open at first', kind: 'check' },
      { key: 'defer', label: 'When the chat is fetched', options: choices(['', 'When somebody wants it'], ['idle', 'When the page has nothing to do'], ['immediate', 'At once'], ['manual', 'When the page says so']) },
      { key: 'showOn', label: 'On these paths alone', about: 'With commas: /help/*,/pricing. The preview is at /playground/preview/', kind: 'paths' },
      { key: 'hideOn', label: 'Not on these paths', about: 'With commas', kind: 'paths' },
    ],
  },
  {
    title: 'Visitor',
    fields: [
      { key: 'initialMessage', label: 'First words of the bot', about: 'For this page; one message a line', kind: 'long' },
      { key: 'user.name', label: 'Name' },
      { key: 'user.email', label: 'E-mail address', kind: 'email' },
      { key: 'user.phone', label: 'Telephone' },
      { key: 'user.avatar', label: 'Picture', about: 'An address, shown to the agent as text', kind: 'address' },
      { key: 'user.customData', label: 'More of the visitor', about: 'Lines of name = value; dataCapture.systemField.tags = web_shop', kind: 'pairs' },
      { key: 'alerts', label: 'Title and icon of the page tell of what is unread', options: choices(['', 'Yes'], ['off', 'No']) },
    ],
  },
  {
    title: 'Language',
    fields: [
      { key: 'locale', label: 'Language of this page', kind: 'language' },
      { key: 'site_locale', label: 'Language of the site', kind: 'language', from: ({ document }) => document.locale },
      { key: 'follow_browser', label: 'The visitor’s browser chooses', options: choices(UNSET, ['true', 'Yes'], ['false', 'No']) },
    ],
  },
  { title: 'Texts', fields: [], hasTexts: true },
];
