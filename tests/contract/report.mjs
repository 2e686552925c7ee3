// Judges the journals of a test run: `node tests/contract/report.mjs target/contract`.

import { pathToFileURL } from 'node:url';
import { Checker } from './checker.mjs';
import { load } from './document.mjs';
import { exchange, read, step } from './journal.mjs';

/** Counts, and every violation with the line it stands in. */
export function judge(document, folder) {
  const checker = new Checker(document);
  const operations = new Set();
  const steps = new Set();
  const found = { requests: 0, webhooks: 0, events: 0, elsewhere: 0, violations: [] };
  const note = (line, violations) => found.violations.push(...violations.map((each) => `${line.place}: ${each}`));
  for (const line of read(folder)) {
    if (line.kind === 'webhook') {
      found.webhooks += 1;
      found.events += line.body.events.length;
      note(line, checker.webhook(line.body));
    } else if (line.api === 'sunco') {
      found.requests += 1;
      steps.add(step(line));
      const { operation, violations } = checker.exchange(exchange(line));
      if (operation) operations.add(operation);
      note(line, violations);
    } else {
      // The Support API, which this document does not describe.
      found.elsewhere += 1;
    }
  }
  return { ...found, operations: [...operations].sort(), steps: [...steps].sort(), excused: checker.excused };
}

/** The counts in lines to print, each violation that is alike once. */
export function lines(found) {
  const alike = new Map();
  for (const violation of found.violations) {
    const what = violation.replace(/^\S+ /, '');
    alike.set(what, [...(alike.get(what) ?? []), violation]);
  }
  const excused = [...found.excused].map(([name, times]) => `${name} ${times}`).join(', ');
  const sent = `${found.requests} requests of ${found.operations.length} distinct operations`;
  const told = `${found.webhooks} webhooks with ${found.events} events`;
  return [
    `contract: ${sent}, ${told}, ${found.violations.length} violations`,
    `contract: operations: ${found.operations.join(' ') || 'none'}`,
    `contract: statuses by exception: ${excused || 'none'}; requests of other APIs, not judged here: ${found.elsewhere}`,
    ...[...alike.values()].map(
      (each) => `contract: VIOLATION ${each[0]}${each.length > 1 ? ` (and ${each.length - 1} more)` : ''}`,
    ),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const document = load();
  if (!document) {
    console.error('the reference folder ../shared/zendesk/specs is absent');
    process.exit(2);
  }
  const found = judge(document, process.argv[2] ?? 'target/contract');
  for (const line of lines(found)) console.log(line);
  process.exitCode = found.violations.length > 0 ? 1 : 0;
}
