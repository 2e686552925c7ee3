// What a page keeps in memory once everything that nobody needs is collected.

/**
 * Bytes of the page with its frames: `{ heap, wasm }`, the JavaScript heap, which does not hold a module's memory, and the
 * memories of WebAssembly modules.
 */
export async function memory(session) {
  const contexts = await contextsOf(session);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage');
  let wasm = 0;
  for (const context of contexts) wasm += await memoriesOf(session, context);
  return { heap, wasm };
}

/** The page's own contexts, one for each frame; those of the driver's tools are left out. */
async function contextsOf(session) {
  const contexts = [];
  const add = ({ context }) => context.auxData?.isDefault && contexts.push(context.id);
  session.on('Runtime.executionContextCreated', add);
  // It tells of those that are there before it answers.
  await session.send('Runtime.enable');
  session.off('Runtime.executionContextCreated', add);
  return contexts;
}

async function memoriesOf(session, contextId) {
  const { result } = await session.send('Runtime.evaluate', { contextId, expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  const { result: total } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0); }',
    returnByValue: true,
  });
  return total.value;
}
