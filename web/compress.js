/* Puts a compressed twin beside every built file that gains by it; the server sends the twin to browsers that
   take it, so that nothing is compressed twice. Runs after both builds. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = new URL('./dist', import.meta.url).pathname;
const TEXTS = new Set(['.js', '.css', '.html', '.svg', '.json', '.txt']);
// Below one packet there is nothing to gain.
const LEAST_BYTES = 1024;

for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !TEXTS.has(extname(path))) continue;
  const bytes = readFileSync(path);
  if (bytes.length < LEAST_BYTES) continue;
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, brotli));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
