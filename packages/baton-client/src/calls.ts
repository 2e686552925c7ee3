/** The plain calls of docs/protocol.md. Each fails with a `BatonError`. */

import { BatonError, codeOf } from './codes.js';
import type { FileRef } from './message.js';

interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  retry_after_ms?: number;
}

async function refusal(answer: Response): Promise<BatonError> {
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  const words = [problem.title, problem.detail].filter(Boolean).join(' ') || `the relay answered ${answer.status}`;
  // What stands between client and relay answers without a code, and goes away again.
  if (!problem.code) return new BatonError(answer.status >= 500 ? 'unreachable' : 'unknown', words);
  return new BatonError(codeOf(problem.code), words, problem.retry_after_ms);
}

export class Calls {
  constructor(
    /** The relay's address, with a slash at its end. */
    private readonly base: string,
    private readonly fetch: typeof globalThis.fetch,
    /** Named to the relay outside browsers, which name it themselves. */
    private readonly origin: string | undefined,
  ) {}

  async #ask(path: string, session: string | undefined, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (session) headers.set('authorization', `Bearer ${session}`);
    if (this.origin) headers.set('origin', this.origin);
    let answer: Response;
    try {
      answer = await this.fetch(this.base + path, { ...init, headers });
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw new BatonError('unreachable', `${this.base} cannot be reached: ${String(error)}`);
    }
    if (!answer.ok) throw await refusal(answer);
    return answer;
  }

  /** Begins a session, and gives its token. */
  async begin(site: string, locale: string | undefined): Promise<string> {
    const body = JSON.stringify({ site, ...(locale && { locale }) });
    const headers = { 'content-type': 'application/json' };
    const answer = await this.#ask('v1/sessions', undefined, { method: 'POST', headers, body });
    return ((await answer.json()) as { session: string }).session;
  }

  /** Ends a session, in every tab. */
  async end(session: string): Promise<void> {
    await this.#ask('v1/sessions', session, { method: 'DELETE' });
  }

  /** Uploads a file; it is to be named in a message within a day. */
  async upload(session: string, file: Blob, name: string, signal?: AbortSignal): Promise<FileRef> {
    const headers = { 'content-type': file.type || 'application/octet-stream' };
    const init = { method: 'POST', headers, body: file, ...(signal && { signal }) };
    const answer = await this.#ask(`v1/uploads?name=${encodeURIComponent(name)}`, session, init);
    return ((await answer.json()) as { file: FileRef }).file;
  }

  /** The bytes of a file. */
  async file(session: string, id: string): Promise<Blob> {
    return (await this.#ask(`v1/files/${encodeURIComponent(id)}`, session)).blob();
  }

  /** Everything that is kept of the visitor. */
  async export(session: string): Promise<unknown> {
    return (await this.#ask('v1/export', session)).json();
  }

  /** Erases it, and ends every session of the visitor. */
  async erase(session: string): Promise<void> {
    await this.#ask('v1/visitor', session, { method: 'DELETE' });
  }
}
