/* Light, dark, or as the system says; kept in this browser. */

export type Theme = 'system' | 'light' | 'dark';

const SETTING = 'rapport.theme';

function kept(): Theme {
  const theme = localStorage.getItem(SETTING);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

class Appearance {
  theme: Theme = $state(kept());

  /** Shows the pages so, from now on. */
  set(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem(SETTING, theme);
    this.apply();
  }

  /** Tells the style sheet; `main` does so before anything is drawn. */
  apply(): void {
    if (this.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.theme;
  }
}

export const appearance = new Appearance();
