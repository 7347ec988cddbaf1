// Owns the choice of light and dark.
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { applyTheme, readTheme, THEMES, type Theme } from '../theme.ts'
import { Icon } from './icon.tsx'

const NAMES: Record<Theme, string> = { system: 'Like the system', light: 'Light', dark: 'Dark' }

/** Three small buttons; the choice is kept in this browser. */
export function ThemeSwitch(): JSX.Element {
  const [theme, setTheme] = useState(() => readTheme(() => localStorage))
  return (
    <div class="segmented icons" role="group" aria-label="Colours">
      {THEMES.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={theme === option}
          aria-label={NAMES[option]}
          title={NAMES[option]}
          onClick={() => {
            applyTheme(option, document.documentElement, () => localStorage)
            setTheme(option)
          }}
        >
          <Icon name={option} />
        </button>
      ))}
    </div>
  )
}
