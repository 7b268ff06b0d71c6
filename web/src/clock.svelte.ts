/* The present moment, for all times on the screen at once: one timer, however many rows tick. */

class ScreenClock {
  /** Now, to the second. */
  now = $state(Date.now());

  constructor() {
    setInterval(() => {
      if (document.visibilityState === 'visible') this.now = Date.now();
    }, 1000);
    document.addEventListener('visibilitychange', () => (this.now = Date.now()));
  }
}

export const clock = new ScreenClock();
