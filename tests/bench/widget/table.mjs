// Numbers of many rounds as a table: the median of each, and from where to where they went.

/** The middle of some numbers; undefined of none. */
export function median(numbers) {
  const sorted = numbers.filter((number) => number !== undefined).sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : sorted.length ? (sorted[middle - 1] + sorted[middle]) / 2 : undefined;
}

const whole = (number) => Math.round(number).toLocaleString('en-GB');

/** `1,234 (1,200–1,300)`; the median alone where nothing varied. */
export function spread(numbers) {
  const known = numbers.filter((number) => number !== undefined);
  if (!known.length) return '–';
  const [least, most] = [Math.min(...known), Math.max(...known)].map(whole);
  return least === most ? least : `${whole(median(known))} (${least}–${most})`;
}

/** Prints a heading and rows of cells below their titles, the first column to the left. */
export function print(heading, titles, rows) {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const fit = (cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]));
  const line = (cells) => cells.map(fit).join('   ');
  console.log(`\n${heading}`);
  for (const cells of [titles, ...rows]) console.log(line(cells).trimEnd());
}
