// What the shop tells the chat. The first line keeps calls until the loader is there; see docs/embedding.md.
window.Baton ||= Object.assign((...call) => new Promise((...done) => Baton.q.push([call, ...done])), { q: [] });

// The options are those of OpenCopilot's embed, as they are. Name and e-mail are left out, as of a visitor who is not
// signed in: the chat asks for them before it fetches a person.
Baton('init', {
  initialMessage: 'Hello! I’m the Fern & Fold helper. Ask me about delivery, returns or plants, or for a person.',
  user: {
    customData: {
      basket: 'Boston fern, Plant diary',
      // These two go to the Zendesk ticket: a custom field by its id, and tags.
      'dataCapture.ticketField.3584154321651': 'Boston fern, Plant diary',
      'dataCapture.systemField.tags': 'web_shop,plants',
    },
  },
});

Baton('on', 'handoff:requested', () => console.info('Fern & Fold: a person was asked for'));
