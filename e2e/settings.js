/* Where the running demo is and who signs in, from the environment. */
import { existsSync } from 'node:fs';

const account = (name, otherwise) => {
  const [email, password] = (process.env[name] ?? otherwise).split(/:(.*)/s);
  return { email, password };
};

/** Where Debian and Ubuntu put the browser. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

export const settings = {
  server: (process.env.RAPPORT_URL ?? 'http://127.0.0.1:7070').replace(/\/$/, ''),
  shop: (process.env.SHOP_URL ?? 'http://127.0.0.1:7071').replace(/\/$/, ''),
  /** `email:password`. */
  agent: account('AGENT', 'ana@tarnandfell.example:rapport-demo-2026'),
  designer: account('DESIGNER', 'dana@tarnandfell.example:rapport-demo-2026'),
  leader: account('LEADER', 'amir@tarnandfell.example:rapport-demo-2026'),
  chromium: process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path)) ?? CHROMIUM[0],
  /** Pictures are taken when this folder is given. */
  pictures: process.env.SCREENSHOTS,
  /** Only the cases whose name contains this. */
  only: process.env.ONLY ?? '',
};
