// Owns light and dark: the reader's choice over the system's, kept in this browser, told to the style sheet as `data-theme`.

/** `system` follows the operating system. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const NAME = 'foothold.console.theme'
const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme)

/** Reads the kept choice; `system` where there is none or storage is denied. */
export function readTheme(storage: () => Pick<Storage, 'getItem'>): Theme {
  try {
    const kept = storage().getItem(NAME)
    return isTheme(kept) ? kept : 'system'
  } catch {
    return 'system'
  }
}

/** Applies a choice to the page and keeps it where the browser allows. */
export function applyTheme(theme: Theme, root: HTMLElement, storage: () => Pick<Storage, 'setItem'>): void {
  if (theme === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', theme)
  try {
    storage().setItem(NAME, theme)
  } catch {
    /* Storage denied: for this load only. */
  }
}

/** Calls back whenever the colours of the page may have changed. */
export function onThemeChange(root: HTMLElement, listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}
