// Files that people send each other: a real picture and a real PDF, drawn by the browser under test.

import { createHash } from 'node:crypto';

const draw = async (browser, html, take) => {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  try {
    await page.setContent(html);
    return await take(page);
  } finally {
    await page.close();
  }
};

const leaf = (x, y, turn, colour) =>
  `<ellipse cx="${x}" cy="${y}" rx="70" ry="26" fill="${colour}" transform="rotate(${turn} ${x} ${y})"/>`;

/** A photograph, as good as: a plant whose leaves hang, or stand. */
export const picture = (browser, { well }) => {
  const [colour, turn, wall] = well ? ['#3f8f5f', -50, '#e8f0e4'] : ['#b99b4a', 40, '#efe6d6'];
  const leaves = [-1, 1].flatMap((side) =>
    [0, 1, 2].map((row) => leaf(320 + side * 62, 130 + row * 62, side * turn, colour)),
  );
  const svg = `<svg width="640" height="480"><rect width="640" height="480" fill="${wall}"/>
    <rect y="400" width="640" height="80" fill="#c9a277"/><path d="M320 90V340" stroke="#5b7a4a" stroke-width="9"/>
    ${leaves.join('')}<path d="M235 300h170l-24 130H259z" fill="#c86f4a"/><path d="M225 285h190v34H225z" fill="#d98860"/></svg>`;
  return draw(browser, `<body style="margin:0">${svg}`, (page) => page.screenshot());
};

/** A PDF of one page. */
export const pdf = (browser, title) =>
  draw(browser, `<h1>${title}</h1><p>Boston fern, plant diary</p>`, (page) => page.pdf({ format: 'A5' }));

/** What tells two files apart in a failing test's message. */
export const sum = (bytes) => `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
