/** Why the chat could not be put on the page. */
export type LoadFailure =
  /** The page's Content Security Policy, or its Trusted Types, forbids the script. */
  | 'blocked'
  /** The device has no network. */
  | 'offline'
  /** The script could not be fetched: the address is wrong, the relay is down, or something on the device stops it. */
  | 'unreachable'
  /** A script came, and did not put this chat on the page. */
  | 'refused'
  /** `destroy` took the chat off the page. */
  | 'destroyed';

/** The chat could not be put on the page. The message says what to do. */
export class LoadError extends Error {
  override readonly name = 'LoadError';

  /** `code` is for programs, the message for people. */
  constructor(
    readonly code: LoadFailure,
    message: string,
  ) {
    super(`Baton: ${message}`);
  }
}

const explanations: Record<Exclude<LoadFailure, 'destroyed'>, (address: string) => string> = {
  blocked: (address) =>
    `this page's policy blocks ${address}. Add its origin to script-src, or give load() the page's nonce.`,
  offline: (address) => `${address} could not be fetched: the device is offline. Call load() again once it is back.`,
  unreachable: (address) =>
    `${address} could not be fetched. Check apiUrl, whether the relay runs, and whether a blocker on this device stops it.`,
  refused: (address) =>
    `what came from ${address} did not put the chat on the page. Check that apiUrl is a Baton relay, and the lines above for a refused token.`,
};

/** The error for a script that did not do its work. */
export const explain = (code: Exclude<LoadFailure, 'destroyed'>, address: string): LoadError =>
  new LoadError(code, explanations[code](address));
