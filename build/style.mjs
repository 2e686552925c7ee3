// Trunk runs this before a build: it joins what style/chat.css imports, in that order, into target/style/chat.css, so
// that a visitor fetches one file.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = process.env.TRUNK_SOURCE_DIR ?? process.cwd();
const source = join(root, "style");
const index = readFileSync(join(source, "chat.css"), "utf8");
const names = [...index.matchAll(/^@import "\.\/([\w-]+\.css)";$/gm)].map(([, name]) => name);
const rest = index.replace(/^@import "\.\/[\w-]+\.css";$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "").trim();
if (names.length === 0 || rest) throw new Error(`style/chat.css may only import files beside it; found: ${rest || "nothing"}`);

const joined = names.map((name) => readFileSync(join(source, name), "utf8")).join("\n");
const folder = join(root, "target/style");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "chat.css"), joined);
