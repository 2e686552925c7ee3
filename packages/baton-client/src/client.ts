import { BatonError } from './codes.js';
import type { User } from './identity.js';
import type { Choice, FileRef, FormValue } from './message.js';
import type { ClientOptions } from './options.js';
import type { Acknowledged } from './outbox.js';
import type { State } from './state.js';
import { Visit } from './visit.js';
import type { Event, Outgoing, Request } from './wire.js';

/** What `on` listens to. */
export interface ClientEvents {
  /** Something was added to the log while this client was there. Once for each event, never for old ones. */
  event: Event;
  /** Something did not work. What is refused of a message stands in the state as well. */
  error: BatonError;
}

/** A visitor's chat with one site. Shows nothing by itself: `getState` says what there is to show. */
export class Client {
  readonly #visit: Visit;
  readonly #watchers = new Set<() => void>();
  readonly #listeners = { event: new Set<(event: Event) => void>(), error: new Set<(error: BatonError) => void>() };
  #state: State | undefined;

  constructor(options: ClientOptions) {
    this.#visit = new Visit(options, {
      changed: () => this.#change(),
      happened: (event) => this.#tell(this.#listeners.event, event),
      failed: (error) => this.#tell(this.#listeners.error, error),
    });
    globalThis.addEventListener?.('online', this.#hurry);
    globalThis.document?.addEventListener('visibilitychange', this.#hurry);
  }

  #hurry = () => this.#visit.link.hurry();

  // --- What there is to show -----------------------------------------------------------------------------------------

  /** What there is to show; the same object until something changes. */
  readonly getState = (): State => {
    this.#state ??= this.#visit.snapshot();
    return this.#state;
  };

  /** Tells of every change. The function it returns stops that. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Listens. The function it returns stops that. */
  on<Type extends keyof ClientEvents>(type: Type, listener: (what: ClientEvents[Type]) => void): () => void {
    const listeners = this.#listeners[type] as Set<(what: ClientEvents[Type]) => void>;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #change(): void {
    this.#state = undefined;
    this.#tell(this.#watchers as Set<(what: undefined) => void>, undefined);
  }

  /** A listener's error is its own: where it is written, and nobody else suffers from it. */
  #tell<What>(listeners: Set<(what: What) => void>, what: What): void {
    for (const listener of listeners) {
      try {
        listener(what);
      } catch (error) {
        if (typeof reportError === 'function') reportError(error);
        else console.error('Baton: a listener failed.', error);
      }
    }
  }

  // --- What the visitor does -----------------------------------------------------------------------------------------

  /** Connects, and begins a session where there is none. Sending does so by itself. */
  connect(): void {
    this.#visit.connect();
  }

  /** Sends a message: a text, or text, files, a button's payload or a form's answer. Kept with the event that has it. */
  send(message: string | Outgoing): Acknowledged {
    return this.#ask({ send: { message: typeof message === 'string' ? { text: message } : message } });
  }

  /** Presses a button. A link is the caller's to open, and a place the caller's to ask for and to send as a text. */
  press({ label, action }: Choice): Acknowledged {
    if ('postback' in action) return this.send({ text: label, postback: { payload: action.postback } });
    if ('handoff' in action) return this.handoff(action.handoff.skill);
    return Promise.resolve(undefined);
  }

  /** Answers a form; without values it is left out. */
  answer(form: string, values: FormValue[] = []): Acknowledged {
    return this.send({ form: { form, ...(values.length && { values }) } });
  }

  /** Answers the form that asks how it was, where it waits. From 1, the worst, to 5. */
  rate(rating: number, comment?: string): Acknowledged {
    const { form } = this.getState();
    if (!form?.fields.some((field) => 'rating' in field)) {
      return Promise.reject(new BatonError('form_unknown', 'nobody asks how it was'));
    }
    return this.answer(form.id, [{ rating }, ...(comment ? [{ comment }] : [])]);
  }

  /** Asks for a person. */
  handoff(skill?: string): Acknowledged {
    return this.#ask({ handoff: skill === undefined ? {} : { skill } });
  }

  /** Takes the request for a person back. */
  cancel(): Acknowledged {
    return this.#ask({ cancel: {} });
  }

  /** Ends the conversation with the agent. */
  end(): Acknowledged {
    return this.#ask({ end: {} });
  }

  /** Asks for the form with which a message is left. */
  leaveMessage(): Acknowledged {
    return this.#ask({ leave_message: {} });
  }

  /** Says whether the bot's message of that `seq` was of help. */
  feedback(seq: number, helpful: boolean): Acknowledged {
    return this.#ask({ feedback: { feedback: { seq, helpful } } });
  }

  #ask(request: Request): Acknowledged {
    const answer = this.#visit.outbox.ask(request);
    this.#change();
    this.connect();
    this.#visit.pump();
    return answer;
  }

  /** Sends a refused message again, under its id. */
  retry(id: string): void {
    this.#visit.outbox.retry(id);
    this.#change();
    this.connect();
    this.#visit.pump();
  }

  /** Gives a message up that was not acknowledged. */
  discard(id: string): void {
    this.#visit.outbox.discard(id);
    this.#change();
    this.#visit.pump();
  }

  /** The bot may stop what it is saying. */
  stop(): void {
    const { draft } = this.getState();
    if (draft) this.#visit.say({ stop: { turn: draft.turn } });
  }

  /** Asks what could be meant by what is being typed; `suggestions` of the state is the answer, or nothing is. */
  suggest(text: string): void {
    this.#visit.say({ suggest: { text: [...text].slice(0, 200).join('') } });
  }

  /** The visitor has seen the log up to this `seq`, or all of it. */
  markRead(seq = this.#visit.reading.head): void {
    if (!this.#visit.reading.markRead(seq)) return;
    this.#visit.say({ read: { seq } });
    this.#change();
  }

  /** Goes to another conversation of the same visitor. What is unsent was meant for this one: send it first. */
  open(conversation: string): void {
    this.#visit.say({ open: { conversation } });
  }

  /** Begins a new conversation of the same visitor, with the bot; the one here stays among the others. */
  newConversation(): void {
    this.#visit.say({ new_conversation: {} });
  }

  /** Says who the visitor is. A `jwt` that is a function is asked for a fresh token whenever one is wanted. */
  identify(user: User): void {
    this.#visit.identity.take(user);
    if (this.#visit.link.state === 'open') this.#visit.identity.want();
    this.#visit.tellContext();
  }

  // --- Files, and what is kept ---------------------------------------------------------------------------------------

  /** Uploads a file, to be named in a message within a day. Fails with a `BatonError`, or an `AbortError`. */
  async upload(file: Blob, { name, signal }: { name?: string; signal?: AbortSignal } = {}): Promise<FileRef> {
    const shown = name ?? (file as File).name ?? 'file';
    return this.#visit.under((session) => this.#visit.calls.upload(session, file, shown, signal));
  }

  /** The bytes of a file or of an agent's picture. Show pictures from the blob; let everything else download. */
  async file(id: string): Promise<Blob> {
    return this.#visit.under((session) => this.#visit.calls.file(session, id));
  }

  /** Everything that is kept of the visitor. */
  async export(): Promise<unknown> {
    return this.#visit.under((session) => this.#visit.calls.export(session));
  }

  /** Erases it; the visitor is a stranger afterwards. */
  async erase(): Promise<void> {
    await this.#visit.under((session) => this.#visit.calls.erase(session));
    await this.#visit.leave('what was kept is erased');
  }

  // --- Leaving -------------------------------------------------------------------------------------------------------

  /** Ends the session, and forgets visitor and conversation. Kept once the relay knows; broken where it cannot be told. */
  async logout(): Promise<void> {
    this.#visit.identity.forget();
    const session = await this.#visit.leave('the visitor has logged out');
    if (!session) return;
    await this.#visit.calls.end(session).catch((error: BatonError) => {
      if (error.code !== 'session_unknown') throw error;
    });
  }

  /** Stops everything. What is unsent is kept for the next client with the same storage. */
  close(): void {
    globalThis.removeEventListener?.('online', this.#hurry);
    globalThis.document?.removeEventListener('visibilitychange', this.#hurry);
    this.#visit.close();
  }
}
