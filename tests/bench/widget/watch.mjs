// What runs inside every frame of a visited page and says when something is there to be seen. It looks before each
// picture that the browser paints, as eyes would, and clicks the launcher as soon as there is one.

/**
 * For `addInitScript`. `target` says what stands where: `launcher`, `frame`, `composer`, and `acknowledged` and `answered`
 * as `{ in, says }`; `a >>> b` steps into a's shadow. Calls `benchTells({ what, at, … })` with milliseconds since 1970.
 */
export function watch({ target, opens }) {
  const isPage = window === window.top;
  const now = () => performance.timeOrigin + performance.now();
  const tell = (what, more) => window.benchTells({ what, at: now(), ...more });

  const find = (path) => {
    let root = document;
    const steps = path.split(' >>> ');
    for (const step of steps.slice(0, -1)) root = root?.querySelector(step)?.shadowRoot;
    return [...(root?.querySelectorAll(steps.at(-1)) ?? [])];
  };

  const places = new Map();
  /** Where an element is, once it stands still there for two pictures and can be seen and used. */
  const place = (path) => {
    const element = find(path)[0];
    const visible = element?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const box = element?.getBoundingClientRect();
    const usable = visible && !element.disabled && !element.readOnly && box.width > 40 && box.height > 10;
    const { x, y, width, height } = usable ? box : {};
    const here = usable && x < innerWidth && y < innerHeight ? JSON.stringify({ x, y, width, height }) : undefined;
    const still = here && places.get(path) === here;
    places.set(path, here);
    return still ? { place: JSON.parse(here) } : undefined;
  };

  const says = ({ in: path, says: text }) => find(path).some((element) => element.textContent.includes(text)) && {};

  const launch = () => {
    const [launcher] = find(target.launcher);
    launcher?.click();
    return launcher && {};
  };

  /** What is yet to come in this frame, by its name. */
  const coming = new Map();
  const told = new Map(); // places, likewise
  const expect = (what, look) => coming.set(what, look);
  if (isPage && opens && target.launcher) expect('opened', launch);
  if (isPage && target.frame) expect('framed', () => place(target.frame));
  if (isPage === !target.frame) {
    expect('ready', () => place(target.composer));
    for (const what of ['acknowledged', 'answered']) if (target[what]) expect(what, () => says(target[what]));
    addEventListener('input', (event) => {
      const [field] = event.composedPath();
      tell('typed', { text: field.value ?? field.textContent });
    }, true);
  }

  const look = () => {
    for (const [what, seen] of coming) {
      const found = document.documentElement && seen();
      if (!found) continue;
      // A composer may stand still more than once: in a frame that has not got its size, it will move.
      const same = found.place && told.get(what) === JSON.stringify(found.place);
      if (found.place) told.set(what, JSON.stringify(found.place));
      else coming.delete(what);
      if (!same) tell(what, found);
    }
    if (coming.size) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  if (!isPage) return;
  // The page's observers see the tasks of its frames too, and not twice.
  const burden = (window.benchBurden = { tasks: [], shift: 0 });
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('longtask', ({ duration }) => burden.tasks.push(duration));
  observe('layout-shift', ({ value, hadRecentInput }) => hadRecentInput || (burden.shift += value));
}
