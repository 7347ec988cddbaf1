// Owns the few drawn signs of the page: one stroke, the colour of the text.
import type { JSX } from 'preact'

const PATHS = {
  overview: 'M3.5 16.5v-5m4.3 5v-9m4.4 9v-6m4.3 6v-13',
  guides: 'M4 5.5h12v7H9.5L6 15.8v-3.3H4z',
  people: 'M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5Zm-5 6.5c0-2.6 2.2-4 5-4s5 1.4 5 4m-.6-12a2.75 2.75 0 0 1 0 5.3m2.6 3c1.8.5 3 1.8 3 3.7',
  live: 'M2.5 10h3.2l2.3-6 4 12 2.3-6h3.2',
  versions: 'M10 3.5a6.5 6.5 0 1 1-6.2 4.5M3.5 4v4h4M10 6.5V10l2.5 1.8',
  settings: 'M3.5 6h6m4 0h3m-13 8h3m4 0h6M11.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm-3 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  menu: 'M3.5 6h13m-13 4h13m-13 4h13',
  close: 'm5 5 10 10M15 5 5 15',
  light: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2.5v1m0 13v1m7.5-7.5h-1m-13 0h-1m12.8-5.3-.7.7M5.4 14.6l-.7.7m10.6 0-.7-.7M5.4 5.4l-.7-.7',
  dark: 'M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3Z',
  system: 'M3 4.5h14v9H3zm4.5 12h5m-2.5-3v3',
  leave: 'M8 3.5H4v13h4m4-9.5 3 3-3 3m3-3H8',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.5',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  alert: 'M10 3 2.5 16.5h15zM10 8.5v3.5m0 2v.5',
  copy: 'M7 7h9.5v9.5H7zM4 12.5h-.5v-9h9V4',
  pause: 'M7 5v10m6-10v10',
  play: 'M6.5 4.5 15 10l-8.5 5.5z',
  next: 'm8 5 5 5-5 5',
  back: 'm12 5-5 5 5 5',
  sort: 'm7 8 3-3 3 3m-6 4 3 3 3-3',
  up: 'm6.5 11.5 3.5-3.5 3.5 3.5',
  down: 'm6.5 8.5 3.5 3.5 3.5-3.5',
} as const

/** Names of the signs. */
export type IconName = keyof typeof PATHS

/** Draws a sign; never the only thing that says something, hence hidden from screen readers. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The sign of Foothold: steps that lead up. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-steps" d="M7 23h6v-5h6v-5h6" fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
      <circle class="mark-dot" cx="22" cy="8.5" r="2" />
    </svg>
  )
}
