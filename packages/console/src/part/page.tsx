// Owns the frame of a page: its title on the page and in the tab, where focus lands after a move, and its cards.
import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'

/** Frames a page. The heading takes the focus after a change of page (see Shell). */
export function Page({
  title,
  lead,
  aside,
  back,
  children,
}: {
  title: string
  lead?: ComponentChildren
  aside?: ComponentChildren
  back?: { href: string; label: string }
  children: ComponentChildren
}): JSX.Element {
  useEffect(() => {
    document.title = `${title} · Foothold`
  }, [title])
  return (
    <div class="page">
      <header class="page-head">
        <div class="page-title">
          {back && (
            <a class="crumb" href={back.href}>
              {back.label}
            </a>
          )}
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <div class="lead">{lead}</div>}
        </div>
        {aside && <div class="page-aside">{aside}</div>}
      </header>
      {children}
    </div>
  )
}

/** A group of things that belong together, with a heading. */
export function Card({
  title,
  note,
  aside,
  children,
  flush = false,
}: {
  title?: string
  note?: ComponentChildren
  aside?: ComponentChildren
  children: ComponentChildren
  /** Without inner space, for tables. */
  flush?: boolean
}): JSX.Element {
  return (
    <section class={flush ? 'card flush' : 'card'} aria-label={title}>
      {(title || aside) && (
        <div class="card-head">
          <div>
            {title && <h2>{title}</h2>}
            {note && <p class="quiet">{note}</p>}
          </div>
          {aside}
        </div>
      )}
      {children}
    </section>
  )
}

/** Headline numbers, side by side. */
export function Figures({ children, label }: { children: ComponentChildren; label: string }): JSX.Element {
  return (
    <dl class="figures" aria-label={label}>
      {children}
    </dl>
  )
}

/** One headline number. */
export function Figure({ label, value, note, title }: { label: string; value: string; note?: ComponentChildren; title?: string }): JSX.Element {
  return (
    <div class="figure" title={title}>
      <dt>{label}</dt>
      <dd class="figure-value">{value}</dd>
      {note && <dd class="figure-note">{note}</dd>}
    </div>
  )
}
