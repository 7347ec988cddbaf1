import type { JSX } from 'preact'

const PATHS = {
  projects: 'M4 5.5h6v6H4zM14 5.5h6v6h-6zM4 14.5h6v4H4zM14 14.5h6v4h-6z',
  reports: 'M5 19V11M12 19V5M19 19v-6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  board: 'M5 5h4v14H5zM10.5 5h4v9h-4zM16 5h4v12h-4z',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  bolt: 'M13 3L5 13.5h6L10.5 21 19 10.5h-6z',
  download: 'M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1 1M17.4 17.4l1 1M5.6 18.4l1-1M17.4 6.6l1-1',
  leave: 'M14 4.5H6v15h8M11 12h9M16.5 8l4 4-4 4',
  back: 'M14.5 6l-6 6 6 6',
  calendar: 'M5 6.5h14v12.5H5zM5 10.5h14M9 4v4M15 4v4',
  trash: 'M5 7.5h14M9.5 7.5v-3h5v3M7 7.5l.8 12h8.4l.8-12',
} as const

export type IconName = keyof typeof PATHS

/** Draws a line icon in the colour of the text; it is decoration, the name stands beside it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

export function Logo(): JSX.Element {
  return (
    <svg class="logo" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M8 20.5c2.7 2.4 5.3 2.4 8 0s5.3-2.4 8 0M16 7v9M16 7l5.5 7h-11z" />
    </svg>
  )
}
