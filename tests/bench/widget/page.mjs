// The host page, the same for everybody: a heading, and what a widget's own instructions say to put there.

/** What the visitor says, and what every answer of a bot has in it: Baton's own knows the shop's delivery. */
export const QUESTION = 'How long does shipping take?';
export const ANSWER = 'Delivery within the country';

/** The page with a widget's tags, as HTML. Its icon is empty, or each visit would ask for one. */
export const hostPage = (tags) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A page</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <h1>A page</h1>
    ${tags}
  </body>
</html>
`;

/** A script of the page's own. */
export const moduleScript = (text) => `<script type="module">${text}</script>`;
