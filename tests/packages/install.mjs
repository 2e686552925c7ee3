// The packages as their users get them: built, packed, and installed from the tarballs into an app of its own.

import { buildSync } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, packages } from '../../packages/build.mjs';

export { packages };
export const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the apps take from this project's own dependencies, so that nothing is fetched. */
const peers = ['react', 'react-dom', 'scheduler', '@types/react', '@types/react-dom', 'csstype'];

const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** An app with everything in it. `remove` takes it away. */
export function install() {
  build();
  const app = mkdtempSync(join(tmpdir(), 'baton-packages-'));
  const tarballs = packages.map((name) => JSON.parse(npm(file(`packages/${name}`), 'pack', '--json', '--pack-destination', app))[0].filename);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  npm(app, 'install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`));
  for (const name of peers) {
    mkdirSync(dirname(join(app, 'node_modules', name)), { recursive: true });
    symlinkSync(file(`node_modules/${name}`), join(app, 'node_modules', name));
  }
  for (const name of packages) cpSync(file(`packages/${name}/sample`), join(app, name), { recursive: true });
  cpSync(file('tests/packages/types.ts'), join(app, 'types.ts'));
  return { app, remove: () => rmSync(app, { recursive: true, force: true }) };
}

/** What the compiler says of the whole app; nothing where it is content. */
export function typeErrors(app, moduleResolution) {
  const module = moduleResolution === 'bundler' ? 'esnext' : 'node16';
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: 'es2022', module, moduleResolution, jsx: 'react-jsx', types: [] },
    ...{ lib: ['es2022', 'dom', 'dom.iterable'], preserveSymlinks: true, exactOptionalPropertyTypes: true },
  };
  const config = join(app, `tsconfig.${moduleResolution}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ['types.ts', ...packages] }));
  const { stdout } = spawnSync(process.execPath, [file('node_modules/typescript/bin/tsc'), '-p', config], { encoding: 'utf8' });
  return stdout;
}

/** A sample as one script. */
export function bundle(app, entry, options = {}) {
  const { outputFiles } = buildSync({
    entryPoints: [join(app, entry)],
    ...{ bundle: true, format: 'esm', write: false, jsx: 'automatic', preserveSymlinks: true, nodePaths: [join(app, 'node_modules')] },
    define: { 'process.env.NODE_ENV': '"development"' },
    ...options,
  });
  return outputFiles[0].text;
}

/** The page of a sample, with an address and a token in it. */
export const pageOf = (name, apiUrl, token = 'shop') =>
  readFileSync(file(`packages/${name}/sample/index.html`), 'utf8').replace('https://chat.example.com/', apiUrl).replace('your_site_token', token);
