/** Speaks Baton's protocol, for teams that draw the chat themselves. See docs/packages.md. */

export { Client, type ClientEvents } from './client.js';
export { BatonError, errorCodes, type ErrorCode } from './codes.js';
export type { Clock } from './clock.js';
export type { Draft } from './draft.js';
export type { User } from './identity.js';
export type { Connection, Socket } from './link.js';
export { textOf } from './message.js';
export type * from './message.js';
export type { ClientOptions } from './options.js';
export type { Acknowledged } from './outbox.js';
export type { Unsent } from './queue.js';
export type { Stage } from './stage.js';
export type { State } from './state.js';
export { memoryStorage, webStorage, type Storage, type WebArea } from './storage.js';
export type * from './wire.js';
