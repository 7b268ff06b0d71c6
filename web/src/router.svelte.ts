/* The address bar, read and written. It knows no pages: those are in `routes.ts`. */

class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));

  constructor() {
    window.addEventListener('popstate', () => this.#read());
  }

  /** Goes to an address within the console. */
  go(address: string, how: { replace?: boolean } = {}): void {
    const target = new URL(address, location.href);
    if (target.href !== location.href) {
      if (how.replace) history.replaceState(null, '', target);
      else history.pushState(null, '', target);
    }
    this.#read();
  }

  #read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }
}

export const router = new Router();
