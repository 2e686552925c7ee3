/** Baton's chat for React. See docs/packages.md. */

import type { LoadOptions } from 'baton-web';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { hold, NOTHING, stateOf, subscribe, type BatonState } from './mounted.js';

export { LoadError } from 'baton-web';
export type { Baton, Chat, LoadFailure, LoadOptions } from 'baton-web';
export type { BatonState };

/** Options by what they say, so that an object written anew in each rendering is no change. Functions are all alike. */
const said = (options: unknown): string =>
  JSON.stringify(options, (_, value: unknown) => (typeof value === 'function' ? 'function' : value)) ?? '';

/**
 * Puts the chat on the page for as long as it is mounted, and draws nothing where it stands. Options that change are
 * given to the chat; another `token` or `apiUrl` is another chat. `user` goes by `identify`, so that a changed visitor
 * is told at once; a function in it is always the one of the newest rendering. A `user` that was there and is not any
 * more has signed out: the chat forgets who it was.
 */
export function BatonChat(options: LoadOptions): null {
  const { token, apiUrl, user, ...rest } = options;
  const newest = useRef(options);
  const told = useRef<{ rest: string; user: string } | null>(null);

  useEffect(() => {
    newest.current = options;
  });

  useEffect(() => {
    const { user: _, ...first } = newest.current;
    told.current = { rest: said(rest), user: '' };
    return hold(first);
    // The rest is told by the effects below.
  }, [token, apiUrl]);

  const restSaid = said(rest);
  useEffect(() => {
    if (!told.current || told.current.rest === restSaid) return;
    told.current.rest = restSaid;
    void stateOf(token).chat?.update(rest);
  }, [token, apiUrl, restSaid]);

  const userSaid = said(user);
  useEffect(() => {
    if (!told.current || told.current.user === userSaid) return;
    told.current.user = userSaid;
    const { chat } = stateOf(token);
    if (user) void chat?.identify(withNewest(user, () => newest.current.user?.jwt));
    else void chat?.logout();
  }, [token, apiUrl, userSaid]);

  return null;
}

type User = NonNullable<LoadOptions['user']>;

function withNewest(user: User, newest: () => User['jwt']): User {
  if (typeof user.jwt !== 'function') return user;
  return {
    ...user,
    jwt: () => {
      const jwt = newest();
      return typeof jwt === 'function' ? jwt() : jwt;
    },
  };
}

/** The chat that a `<BatonChat>` anywhere in the page has mounted, and how it is doing. Of the first, where no token is given. */
export function useBaton(token?: string): BatonState {
  return useSyncExternalStore(
    subscribe,
    () => stateOf(token),
    () => NOTHING,
  );
}
