// Misspelt copies of a request's body, to see whether the judge notices.

/**
 * Copies of a body, each with one property at one place renamed. What is below an open object, such as metadata, is the
 * sender's own; `passed` hears of it.
 */
export function* renamings(body, open = ['metadata'], passed = () => {}, path = '') {
  if (Array.isArray(body)) {
    for (const [index, item] of body.entries()) {
      for (const [where, changed] of renamings(item, open, passed, `${path}/${index}`))
        yield [where, body.with(index, changed)];
    }
  } else if (body !== null && typeof body === 'object') {
    for (const [key, value] of Object.entries(body)) {
      const { [key]: _, ...rest } = body;
      yield [`${path}/${key}`, { ...rest, [`${key}Renamed`]: value }];
      if (open.includes(key)) {
        passed(key, Object.keys(value ?? {}).length);
        continue;
      }
      for (const [where, changed] of renamings(value, open, passed, `${path}/${key}`))
        yield [where, { ...body, [key]: changed }];
    }
  }
}
