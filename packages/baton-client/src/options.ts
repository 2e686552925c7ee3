import type { Clock } from './clock.js';
import type { Socket } from './link.js';
import type { Storage } from './storage.js';

/** What a client is made with. */
export interface ClientOptions {
  /** The relay's address. A page elsewhere must be among the site's `api_origins`. */
  apiUrl: string;
  /** The site's public token. */
  token: string;
  /** The language the visitor reads, such as `pt-BR`. */
  locale?: string;
  /** The version of the text that the visitor has agreed to, where the site has one. */
  consent?: string;
  /** The address of the page the visitor is on; query and fragment are cut off. */
  page?: string;
  /** Where session and unsent messages are kept; else `localStorage`, else memory. */
  storage?: Storage;
  /** The socket's address, where the site gives it one of its own. */
  socketUrl?: string;
  /** Outside browsers: the origin that is named to the relay. Browsers name the page's themselves. */
  origin?: string;
  /** Opens a socket, where there is no global `WebSocket` or it cannot name an origin. */
  openSocket?: (address: string, origin: string | undefined) => Socket;
  /** In place of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** In place of the machine's time. */
  clock?: Clock;
  /** Chance for the waits between tries, from 0 to below 1; in place of `Math.random`. */
  random?: () => number;
}
