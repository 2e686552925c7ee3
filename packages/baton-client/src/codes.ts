/** Why the relay refused something; docs/errors.md says what each means and who can mend it. */
export type ErrorCode =
  | 'malformed'
  | 'too_large'
  | 'version_unsupported'
  | 'site_unknown'
  | 'origin_refused'
  | 'session_unknown'
  | 'budget_spent'
  | 'message_empty'
  | 'text_too_long'
  | 'too_many_files'
  | 'file_too_large'
  | 'file_type_refused'
  | 'file_empty'
  | 'file_unknown'
  | 'file_unavailable'
  | 'form_unknown'
  | 'form_invalid'
  | 'stage_refused'
  | 'key_refused'
  | 'value_refused'
  | 'identity_refused'
  | 'identity_expired'
  | 'identity_unavailable'
  | 'identity_required'
  | 'identity_other'
  | 'store_unavailable'
  | 'too_slow'
  | 'going_away'
  | 'internal'
  | 'unknown';

const known: Record<ErrorCode, 'again' | 'no'> = {
  malformed: 'no',
  too_large: 'no',
  version_unsupported: 'no',
  site_unknown: 'no',
  origin_refused: 'no',
  session_unknown: 'no',
  budget_spent: 'again',
  message_empty: 'no',
  text_too_long: 'no',
  too_many_files: 'no',
  file_too_large: 'no',
  file_type_refused: 'no',
  file_empty: 'no',
  file_unknown: 'no',
  file_unavailable: 'again',
  form_unknown: 'no',
  form_invalid: 'no',
  stage_refused: 'no',
  key_refused: 'no',
  value_refused: 'no',
  identity_refused: 'no',
  identity_expired: 'no',
  identity_unavailable: 'again',
  identity_required: 'no',
  identity_other: 'no',
  store_unavailable: 'again',
  too_slow: 'again',
  going_away: 'again',
  internal: 'again',
  unknown: 'no',
};

/** Every code this client knows. */
export const errorCodes = Object.keys(known) as readonly ErrorCode[];

/** A word of the relay as a code; one of a newer relay is `unknown`. */
export const codeOf = (word: unknown): ErrorCode =>
  typeof word === 'string' && Object.hasOwn(known, word) ? (word as ErrorCode) : 'unknown';

/** Whether the same request, unchanged and with the same id, may succeed later. */
export const isTemporary = (code: ErrorCode): boolean => known[code] === 'again';

/**
 * Something did not work. `code` is the relay's; or `unreachable`, where the relay could not be asked; or `closed`, where
 * this client was closed or logged out before there was an answer.
 */
export class BatonError extends Error {
  override readonly name = 'BatonError';

  constructor(
    readonly code: ErrorCode | 'unreachable' | 'closed',
    /** English, for whoever can mend it. */
    message: string,
    /** When to try again, in milliseconds from now, where the relay said so. */
    readonly retryAfterMs?: number,
  ) {
    super(message || code);
  }

  /** Whether the same may succeed later. */
  get isTemporary(): boolean {
    return this.code === 'unreachable' || (this.code !== 'closed' && isTemporary(this.code));
  }
}
