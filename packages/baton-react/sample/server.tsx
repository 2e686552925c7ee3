// The same component on a server: nothing is drawn, and nothing is asked of a page that is not there.

import { BatonChat, useBaton } from 'baton-react';
import { renderToString } from 'react-dom/server';

function Help() {
  const { chat, isReady } = useBaton();
  return <button disabled={!isReady}>{chat ? 'there' : 'not yet'}</button>;
}

export const html: string = renderToString(
  <>
    <Help />
    <BatonChat apiUrl="https://chat.example.com/" token="your_site_token" />
  </>,
);
