// A shop with the chat as a component. StrictMode mounts everything twice while one develops.

import { BatonChat, useBaton } from 'baton-react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.querySelector<HTMLElement>('main')!;
const { apiUrl, token } = root.dataset;

function Help() {
  const { chat, isReady, isOpen, unread, error } = useBaton();
  if (error) return <a href="mailto:help@example.com">Write to us</a>;
  return (
    <button type="button" id="help" disabled={!isReady} aria-pressed={isOpen} onClick={() => chat?.toggle()}>
      Help ({unread})
    </button>
  );
}

function Shop() {
  const [name, setName] = useState<string | null>(null);
  const [locale, setLocale] = useState('en');
  const [isThere, setThere] = useState(true);
  const [path, setPath] = useState('/');
  return (
    <>
      <Help />
      <button type="button" id="ada" onClick={() => setName('Ada')}>
        Sign in
      </button>
      <button type="button" id="nobody" onClick={() => setName(null)}>
        Sign out
      </button>
      <button type="button" id="fr" onClick={() => setLocale('fr')}>
        Français
      </button>
      <button type="button" id="there" onClick={() => setThere(!isThere)}>
        Chat
      </button>
      <button type="button" id="cart" onClick={() => setPath('/cart')}>
        Cart
      </button>
      {isThere && (
        <BatonChat
          key={path}
          apiUrl={apiUrl!}
          token={token!}
          locale={locale}
          {...(name && { user: { name, jwt: () => `token-of-${name}` } })}
        />
      )}
    </>
  );
}

createRoot(root).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
