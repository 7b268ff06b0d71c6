/*
 * Drives a running demo as its customers and agents would:
 *
 *   RAPPORT_URL=http://127.0.0.1:7070 SHOP_URL=http://127.0.0.1:7071 \
 *   AGENT=email:password DESIGNER=email:password LEADER=email:password SCREENSHOTS=folder node run.js
 *
 * One browser, one case after the other, each with pages of its own. Says `N passed, N failed` at the end.
 */
import { basename } from 'node:path';
import { readdir } from 'node:fs/promises';

import { Browser } from './browser.js';
import { settings } from './settings.js';

const files = (await readdir(new URL('cases/', import.meta.url)))
  .filter((file) => file.endsWith('.js'))
  .sort();
const browser = await Browser.open();
let passed = 0;
let failed = 0;

for (const file of files) {
  const { cases } = await import(`./cases/${file}`);
  for (const [name, run] of Object.entries(cases)) {
    if (!name.includes(settings.only) && !file.includes(settings.only)) continue;
    const started = Date.now();
    browser.alarms = [];
    try {
      await run(browser);
      if (browser.alarms.length > 0) throw new Error(`alarms:\n  ${browser.alarms.join('\n  ')}`);
      passed += 1;
      console.log(`ok      ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n${indented(error)}`);
      await browser.pictureOfFailure(`${basename(file, '.js')}-${failed}`).catch(() => undefined);
    }
    await browser.closePages();
  }
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function indented(error) {
  return String(error?.stack ?? error).replace(/^/gm, '        ');
}
