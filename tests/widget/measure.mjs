// What can be measured of a state in a browser: run inside the page, each gives the lines of what is not as it must be.

/** Of every control that can be seen: an area of 24 by 24 pixels, of its own or by its distance (WCAG 2.5.8). */
export function targets() {
  const LEAST_PX = 24;
  const seen = [...document.querySelectorAll('a[href], button, input, select, textarea, label.baton-star, summary')].filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  const box = (each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { each, width, height, cx: x + width / 2, cy: y + height / 2 };
  };
  // A box of one pixel lies inside its label, which is the target.
  const boxes = seen.filter((each) => !each.matches('.baton-hidden, [hidden], label .baton-hidden')).map(box);
  const inline = ({ each }) => each.matches('p a, li a, label a');
  return boxes
    .filter((one) => (one.width < LEAST_PX - 0.5 || one.height < LEAST_PX - 0.5) && !inline(one))
    .filter((one) => !one.each.closest('label') || one.each.closest('label').getBoundingClientRect().height < LEAST_PX - 0.5)
    .filter((one) => boxes.some((other) => other !== one && Math.hypot(one.cx - other.cx, one.cy - other.cy) < LEAST_PX))
    .map(({ each, width, height }) => `${each.outerHTML.slice(0, 90)} is ${Math.round(width)} × ${Math.round(height)}`);
}

/** Whoever speaks what they see reaches it: a control's name has its words (WCAG 2.5.3). */
export function names() {
  const words = (text) => text.replace(/\s+/g, ' ').trim().toLowerCase();
  return [...document.querySelectorAll('a[href], button')]
    .filter((each) => each.checkVisibility() && each.ariaLabel && words(each.innerText))
    .filter((each) => !words(each.ariaLabel).includes(words(each.innerText)))
    .map((each) => `“${each.ariaLabel}” does not have “${each.innerText}”`);
}

/** What tells a control or its state without words stands out from what is around it, 3 to 1 (WCAG 1.4.11). */
export function contrasts() {
  const LEAST = 3;
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgba(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const between = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (rgba(backgroundColor)[3] > 250) return backgroundColor;
    }
    return 'Canvas';
  };
  const wrong = [];
  const hold = (each, what, one, other) => {
    const found = between(one, other);
    if (found < LEAST) wrong.push(`${what} of ${each.outerHTML.slice(0, 70)}: ${found.toFixed(2)} to 1`);
  };
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility({ visibilityProperty: true }));
  // Icons are the whole of their buttons; a disabled one is excepted.
  for (const icon of visible('button:not([aria-disabled="true"]) .baton-icon')) {
    // The large picture's button lies on whatever the picture is, with a ground of its own.
    if (!icon.closest('.baton-large')) hold(icon.closest('button'), 'the icon', getComputedStyle(icon).stroke, behind(icon));
  }
  for (const field of visible('.baton-composer, .baton-field > :is(input, select, textarea)')) {
    hold(field, 'the edge', getComputedStyle(field).borderTopColor, behind(field.parentElement));
  }
  for (const star of visible('.baton-star')) hold(star, 'the star', getComputedStyle(star).color, behind(star));
  for (const dot of visible('.baton-dots span')) hold(dot, 'the dot', getComputedStyle(dot).backgroundColor, behind(dot.parentElement));
  for (const choice of visible('.baton-button--choice')) hold(choice, 'the edge', getComputedStyle(choice).borderTopColor, behind(choice.parentElement));
  return wrong;
}

/** Whoever sets letters, words and lines wider apart (WCAG 1.4.12) reads everything. */
export function spacing() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets.push(sheet);
  const wrong = [];
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push('the page is too wide');
  for (const each of document.querySelectorAll('.baton *')) {
    const { overflowX, overflowY, clipPath } = getComputedStyle(each);
    const cuts = (overflow) => /hidden|clip/.test(overflow);
    if (clipPath !== 'none' || !each.checkVisibility() || !each.innerText?.trim() || each.matches('textarea, select')) continue;
    if ((cuts(overflowY) && each.scrollHeight > each.clientHeight + 1) || (cuts(overflowX) && each.scrollWidth > each.clientWidth + 1)) {
      wrong.push(`cut off: ${each.outerHTML.slice(0, 90)}`);
    }
  }
  document.adoptedStyleSheets.pop();
  return wrong;
}

/** Nothing is cut off at the side of the window, and the composer can be reached. */
export function reflow() {
  const wrong = [];
  for (const each of document.querySelectorAll('html, .baton-scroll')) {
    if (each.scrollWidth > each.clientWidth) wrong.push(`${each.className || each.localName} is ${each.scrollWidth - each.clientWidth} too wide`);
  }
  const send = document.getElementById('baton-send');
  // In a low window the panel scrolls, by hand and by focus.
  const panel = send.closest('.baton-panel');
  if (/auto|scroll/.test(getComputedStyle(panel).overflowY)) panel.scrollTop = panel.scrollHeight;
  const { bottom, right } = send.getBoundingClientRect();
  panel.scrollTop = 0;
  for (const over of document.querySelectorAll('.baton-menu-items:not([hidden]), .baton-emoji, dialog')) {
    if (over.getBoundingClientRect().bottom > innerHeight + 0.5) wrong.push(`${over.className} goes on below the window`);
  }
  if (bottom > innerHeight + 0.5 || right > innerWidth + 0.5) wrong.push(`the composer ends at ${right}, ${bottom} of ${innerWidth}, ${innerHeight}`);
  return wrong;
}

/** What moves, blinks or scrolls by itself. What only comes into sight does not move. */
export const movements = () =>
  document
    .getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().duration > 0)
    .filter(({ effect }) => effect.getKeyframes().some((frame) => 'transform' in frame || effect.getComputedTiming().iterations === Infinity))
    .map(({ animationName, transitionProperty, effect }) => `${animationName ?? transitionProperty} of ${effect.target.className}`);

/** What has the focus is seen to have it (WCAG 2.4.7), clearly (1.4.11), and lies under nothing else (2.4.11). */
export function focusShown() {
  const each = document.activeElement;
  const what = each.outerHTML.slice(0, 80);
  if (each === document.body) return ['nothing has the focus'];
  if (each.localName === 'iframe') return [];
  // A star's field is one pixel inside its label, which shows it; a file's button is as large as its row.
  const shown = each.closest('.baton-star') ?? (each.matches('.baton-text') ? each.closest('.baton-composer') : each);
  const { outlineStyle, outlineWidth } = getComputedStyle(shown, each.matches('.baton-file-button') ? '::after' : null);
  const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  // An arrow beside cards is no element: they have the focus in its place.
  const arrows = each.matches('.baton-cards') ? ['start', 'end'].map((side) => getComputedStyle(each, `::scroll-button(inline-${side})`)) : [];
  if (arrows.some((arrow) => arrow.outlineStyle !== 'none' && parseFloat(arrow.outlineWidth) >= 2)) return [];
  const isRinged = each.matches('.baton-text') && getComputedStyle(shown).boxShadow !== 'none';
  const wrong = isOutlined || isRinged ? [] : [`no focus is shown on ${what}`];
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const [x, y] = [[left, right, innerWidth], [top, bottom, innerHeight]].map(([from, to, end]) => (Math.max(from, 0) + Math.min(to, end)) / 2);
  const over = document.elementFromPoint(x, y);
  if (!over || !(shown.contains(over) || over.contains(shown))) wrong.push(`${what} is under ${over?.outerHTML.slice(0, 60) ?? 'nothing in view'}`);
  return wrong;
}
