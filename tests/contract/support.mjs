// The judge of Support: the published document, and for what it lacks the list of what is undocumented.

import { Checker } from './checker.mjs';
import { SUPPORT_EXCEPTIONS } from './support_exceptions.mjs';
import { documented, undocumented } from './undocumented.mjs';

export class Support {
  /** How often each undocumented operation was called, by name. */
  called = new Map();

  /** `others`: documents of other APIs, which must not have an operation of the list either. */
  constructor(document, others = []) {
    this.document = document;
    this.listed = undocumented(document);
    this.checker = new Checker(document, SUPPORT_EXCEPTIONS);
    this.unlisted = new Checker(this.listed, { ...SUPPORT_EXCEPTIONS, bodies: {}, queries: {} });
    /** What is wrong before anything was exchanged. */
    this.violations = documented([document, ...others]);
  }

  /** As `Checker.exchange`; `named` is what the emulator calls the operation. */
  exchange(exchange, named) {
    const { method, path } = exchange;
    const official = this.document.operation(method, path);
    const operation = official ?? this.listed.operation(method, path);
    if (!operation)
      return { violations: [`${method} ${path}: neither in the document nor in the list of undocumented operations`] };
    if (!official) this.called.set(operation.id, (this.called.get(operation.id) ?? 0) + 1);
    const judged = (official ? this.checker : this.unlisted).exchange(exchange);
    const misnamed =
      named === undefined || named === operation.id ? [] : [`${operation.id}: named ${named} in the journal`];
    return { ...judged, violations: [...judged.violations, ...misnamed] };
  }

  get excused() {
    const both = [...this.checker.excused, ...this.unlisted.excused];
    return both.reduce((sum, [name, times]) => sum.set(name, (sum.get(name) ?? 0) + times), new Map());
  }
}
