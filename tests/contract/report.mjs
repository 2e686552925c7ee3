// Judges the journals of a test run: `node tests/contract/report.mjs target/contract`.

import { pathToFileURL } from 'node:url';
import { Checker } from './checker.mjs';
import { SUNCO, SUPPORT, load } from './document.mjs';
import { loadEnvelopes } from './envelopes.mjs';
import { SUNCO_EXCEPTIONS } from './exceptions.mjs';
import { exchange, read, step } from './journal.mjs';
import { Support } from './support.mjs';
import { UNDOCUMENTED, entry } from './undocumented.mjs';

/** The reference documents, or nothing where their folder is absent. */
export function references() {
  const found = { sunco: load(SUNCO), support: load(SUPPORT), envelopes: loadEnvelopes() };
  return Object.values(found).every(Boolean) ? found : undefined;
}

/** Counts for each API, and every violation with the line it stands in. */
export function judge({ sunco, support, envelopes }, folder) {
  const checkers = { sunco: new Checker(sunco, SUNCO_EXCEPTIONS), support: new Support(support, [sunco]) };
  const steps = new Set();
  const found = { sunco: tally(), support: tally() };
  found.support.violations.push(...checkers.support.violations.map((each) => `list: ${each}`));
  const note = (api, line, violations) =>
    found[api].violations.push(...violations.map((each) => `${line.place}: ${each}`));
  for (const line of read(folder)) {
    if (line.kind === 'webhook') {
      found.sunco.webhooks += 1;
      found.sunco.events += line.body.events.length;
      note('sunco', line, checkers.sunco.webhook(line.body));
    } else if (line.kind === 'support_webhook') {
      found.support.webhooks += 1;
      found.support.events += envelopes.isEvent(line) ? 1 : 0;
      note('support', line, envelopes.judge(line));
    } else if (line.kind === 'api' && line.api in found) {
      found[line.api].requests += 1;
      steps.add(step(line));
      const { operation, violations } = checkers[line.api].exchange(exchange(line), line.operation);
      if (operation) found[line.api].operations.add(operation);
      note(line.api, line, violations);
    } else {
      found.support.violations.push(`${line.place}: a line of no kind the check knows: ${line.kind} ${line.api ?? ''}`);
    }
  }
  for (const api of ['sunco', 'support']) found[api].excused = checkers[api].excused;
  return { ...found, undocumented: checkers.support.called, steps: [...steps].sort() };
}

function tally() {
  return { requests: 0, operations: new Set(), webhooks: 0, events: 0, violations: [] };
}

/** The counts in lines to print, each violation that is alike once. */
export function lines({ sunco, support, undocumented }) {
  return [
    ...about('Sunshine Conversations', sunco),
    ...about('Support', support),
    `contract: in neither document, ${UNDOCUMENTED.length}, with how often each was called:`,
    ...UNDOCUMENTED.map((each) => `contract:   ${entry(each)} ${undocumented.get(each.operation) ?? 0}`),
    ...alike([...sunco.violations, ...support.violations]),
  ];
}

function about(name, { requests, operations, webhooks, events, violations, excused }) {
  const exceptions = [...excused].map(([each, times]) => `${each} ${times}`).join(', ');
  return [
    `contract: ${name}: ${requests} requests of ${operations.size} distinct operations, ${webhooks} webhooks with ${events} events, ${violations.length} violations`,
    `contract: ${name}: operations: ${[...operations].sort().join(' ') || 'none'}`,
    `contract: ${name}: by exception: ${exceptions || 'none'}`,
  ];
}

function alike(violations) {
  const groups = new Map();
  for (const violation of violations) {
    const what = violation.replace(/^\S+ /, '');
    groups.set(what, [...(groups.get(what) ?? []), violation]);
  }
  return [...groups.values()].map(
    (each) => `contract: VIOLATION ${each[0]}${each.length > 1 ? ` (and ${each.length - 1} more)` : ''}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const documents = references();
  if (!documents) {
    console.error('the reference folder ../shared/zendesk is absent');
    process.exit(2);
  }
  const found = judge(documents, process.argv[2] ?? 'target/contract');
  for (const line of lines(found)) console.log(line);
  process.exitCode = found.sunco.violations.length + found.support.violations.length > 0 ? 1 : 0;
}
