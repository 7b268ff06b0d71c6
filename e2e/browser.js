/* The browser, and what every page that it opens is watched for. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { assert } from './expect.js';
import { settings } from './settings.js';

/** The widths that every page is looked at in. */
export const WIDTHS = [
  [1440, 900],
  [768, 1024],
  [390, 844],
];

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Browser {
  /** What went wrong on any page: script errors, violated policies, dialogs that nobody expected. */
  alarms = [];
  #contexts = [];

  static async open() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({
      executablePath: settings.chromium,
      args: FLAGS,
    });
    if (settings.pictures) await mkdir(settings.pictures, { recursive: true });
    return browser;
  }

  /** A page of somebody who was never here before. */
  async page(options = {}) {
    const context = await this.chromium.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-GB',
      ...options,
    });
    context.setDefaultTimeout(15_000);
    this.#contexts.push(context);
    const page = await context.newPage();
    this.#watch(page);
    context.on('page', (opened) => this.#watch(opened));
    return page;
  }

  #watch(page) {
    page.on('pageerror', (error) => this.alarms.push(`${page.url()}: ${error}`));
    page.on('dialog', (dialog) => {
      // Asking before unsaved text is lost is not an alarm; whatever a hostile text opens is.
      if (dialog.type() !== 'beforeunload') this.alarms.push(`${page.url()}: a dialog: ${dialog.message()}`);
      dialog.accept().catch(() => undefined);
    });
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(message.text())) {
        this.alarms.push(`${page.url()}: ${message.text()}`);
      }
    });
  }

  /** Closes the pages of a case. */
  async closePages() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  async pictureOfFailure(name) {
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) await picture(page, `failed-${name}-${index}`);
  }

  async close() {
    await this.closePages();
    await this.chromium.close();
  }
}

/** Takes a picture, where pictures are wanted. */
export async function picture(page, name) {
  if (!settings.pictures) return;
  // Headless Chromium now and then refuses the first picture after a resize.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await page.screenshot({ path: join(settings.pictures, `${name}.png`) });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Takes a picture at every width, light and dark; nothing to press or fill in may lie beside a narrow window. */
export async function pictures(page, name) {
  if (!settings.pictures) return;
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      await picture(page, `${name}-${width}-${colorScheme}`);
    }
    // The last width is the narrowest.
    assert.deepEqual(await besideTheWindow(page), [], `${name} on a narrow screen`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

/** What can be pressed or filled in, lies beside the window, and cannot be scrolled to. */
async function besideTheWindow(page) {
  return page.evaluate(() => {
    const scrolls = (place) => /auto|scroll/.test(getComputedStyle(place).overflowX);
    const within = (place, holds) => place && (holds(place) || within(place.parentElement, holds));
    const excused = (place) =>
      scrolls(place) || place.inert || getComputedStyle(place).textOverflow === 'ellipsis';
    return [...document.querySelectorAll('a[href], button, input, select, textarea')].flatMap((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      const beside = left < -1 || right > innerWidth + 1;
      // What only screen readers find is a dot somewhere.
      if (!beside || width <= 1 || !one.checkVisibility({ visibilityProperty: true })) return [];
      if (within(one.parentElement, excused)) return [];
      const name = one.getAttribute('aria-label') ?? one.textContent.trim();
      return [`${name || one.tagName}: from ${Math.round(left)} to ${Math.round(right)} of ${innerWidth}`];
    });
  });
}

/** Fails where axe finds anything, in light and in dark. */
export async function cleanInBoth(page, where) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await atRest(page);
    await clean(page, `${where}, ${colorScheme}`);
  }
}

/** Waits until no colour is on its way to another. */
async function atRest(page) {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** Fails where axe finds anything. */
export async function clean(page, where) {
  assert.deepEqual(await violations(page), [], `axe on ${where}`);
}

/** What axe finds wrong on the page, by the rules of WCAG 2.2 AA and its best practices. */
export async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')}`),
  );
}
