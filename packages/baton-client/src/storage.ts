/** What outlives the page: the session, and each unsent message under a key of its own, so that two tabs never overwrite
 * each other. */

import type { Unsent } from './queue.js';

/** Where it is kept. Each call may answer at once or by promise; one that fails costs durability and nothing else. */
export interface Storage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): unknown;
  remove(key: string): unknown;
  /** All keys, this client's own among them. */
  keys(): string[] | Promise<string[]>;
}

/** Keeps for as long as the program runs. */
export function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key),
    set: (key, value) => kept.set(key, value),
    remove: (key) => kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

/** As much of `localStorage` as is needed: programs without a browser's types have none to name. */
export interface WebArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps in `localStorage` or `sessionStorage`. */
export const webStorage = (area: WebArea): Storage => ({
  get: (key) => area.getItem(key),
  set: (key, value) => area.setItem(key, value),
  remove: (key) => area.removeItem(key),
  keys: () => Object.keys(area),
});

/** `localStorage` where there is one and it may be used, else memory. */
export function defaultStorage(): Storage {
  try {
    const area = globalThis.localStorage;
    area.setItem('baton-client', '');
    area.removeItem('baton-client');
    return webStorage(area);
  } catch {
    return memoryStorage();
  }
}

function read(text: string | null | undefined): Unsent | undefined {
  try {
    const unsent = JSON.parse(text ?? '') as Unsent;
    return typeof unsent.id === 'string' && unsent.request ? unsent : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of one site. */
export class Kept {
  readonly #prefix: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    token: string,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#prefix = `baton-client:${token}:`;
  }

  /** One after the other, so that what is asked later sees what was done before, however slow the storage is. */
  #try<Value>(what: () => Value | Promise<Value>): Promise<Value | undefined> {
    const done = this.#last.then(what).catch((error: unknown) => {
      this.failed(error);
      return undefined;
    });
    this.#last = done;
    return done;
  }

  get #sessionKey(): string {
    return `${this.#prefix}session`;
  }

  async session(): Promise<string | undefined> {
    return (await this.#try(() => this.storage.get(this.#sessionKey))) || undefined;
  }

  keepSession(session: string): void {
    void this.#try(() => this.storage.set(this.#sessionKey, session));
  }

  /** Takes a session out, but not another one that another tab has begun meanwhile. */
  forgetSession(session: string): void {
    void this.#try(async () => {
      if ((await this.storage.get(this.#sessionKey)) === session) await this.storage.remove(this.#sessionKey);
    });
  }

  async unsent(): Promise<Unsent[]> {
    const prefix = `${this.#prefix}unsent:`;
    const keys = ((await this.#try(() => this.storage.keys())) ?? []).filter((key) => key.startsWith(prefix));
    const texts = await Promise.all(keys.map((key) => this.#try(() => this.storage.get(key))));
    return texts.map(read).filter((unsent) => unsent !== undefined);
  }

  keepUnsent(unsent: Unsent): void {
    void this.#try(() => this.storage.set(`${this.#prefix}unsent:${unsent.id}`, JSON.stringify(unsent)));
  }

  forgetUnsent(id: string): void {
    void this.#try(() => this.storage.remove(`${this.#prefix}unsent:${id}`));
  }
}
