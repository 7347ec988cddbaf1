// Owns what a page shows while it loads, when something failed and when there is nothing. It must not know what is loaded.
import type { ComponentChildren, JSX } from 'preact'
import type { ConsoleError } from '../api.ts'
import type { Query } from '../use-query.ts'
import { Icon } from './icon.tsx'

/** Grey shapes in the place of what comes, with a word for screen readers. */
export function Skeleton({ rows = 4, tall = false }: { rows?: number; tall?: boolean }): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="sr-only">Loading…</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} class={tall ? 'bone bone-tall' : 'bone'} aria-hidden="true" />
      ))}
    </div>
  )
}

/** Tells a failure with its detail and offers to try again. */
export function ErrorState({
  error,
  onRetry,
  back,
}: {
  error: ConsoleError
  onRetry: () => void
  back?: { href: string; label: string } | undefined
}): JSX.Element {
  const missing = error.status === 404
  return (
    <div class="state" role="alert">
      <span class="state-sign bad">
        <Icon name={missing ? 'search' : 'alert'} />
      </span>
      <h2>{error.title}</h2>
      <p>{error.message}</p>
      <p class="quiet mono">
        {error.code}
        {error.status ? ` · HTTP ${error.status}` : ''}
      </p>
      <p class="state-actions">
        {back && (
          <a class={missing ? 'button primary' : 'button'} href={back.href}>
            {back.label}
          </a>
        )}
        <button type="button" class={missing && back ? 'button' : 'button primary'} onClick={onRetry}>
          Retry
        </button>
      </p>
    </div>
  )
}

/** Says that there is nothing yet and what to do about it. */
export function EmptyState({ title, children, icon }: { title: string; children?: ComponentChildren; icon?: Parameters<typeof Icon>[0]['name'] }): JSX.Element {
  return (
    <div class="state">
      {icon && (
        <span class="state-sign">
          <Icon name={icon} />
        </span>
      )}
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** Shows an answer, or why it is not there. An old answer stays visible while a newer one fails. */
export function Loaded<T>({
  query,
  skeleton,
  back,
  children,
}: {
  query: Query<T>
  skeleton?: ComponentChildren
  back?: { href: string; label: string }
  children: (data: T) => ComponentChildren
}): JSX.Element {
  const { data, error, reload } = query
  if (data === undefined) return error ? <ErrorState error={error} onRetry={reload} back={back} /> : <>{skeleton ?? <Skeleton />}</>
  return (
    <>
      {error && (
        <div class="banner" role="status">
          <Icon name="alert" />
          <span>Not up to date. {error.message}</span>
          <button type="button" class="button small" onClick={reload}>
            Retry
          </button>
        </div>
      )}
      {children(data)}
    </>
  )
}
