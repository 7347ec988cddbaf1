// Owns the colours of the look where nobody chose others, and the names of the presets. Plain constants.

/** Looks to begin with. */
export const PRESETS = ['default', 'light', 'dark', 'contrast', 'compact', 'brand'] as const
export type Preset = (typeof PRESETS)[number]

/** Colours of the tokens, on light and on dark pages, as the style sheet of the SDK has them. */
export const PALETTE = {
  accent: { light: '#4f46e5', dark: '#a5b4fc' },
  onAccent: { light: '#ffffff', dark: '#1e1b4b' },
  surface: { light: '#ffffff', dark: '#1f1f24' },
  text: { light: '#18181b', dark: '#f4f4f5' },
  muted: { light: '#52525b', dark: '#b4b4bd' },
  line: { light: '#e4e4e7', dark: '#3f3f46' },
  soft: { light: '#f4f4f5', dark: '#2d2d33' },
} as const
