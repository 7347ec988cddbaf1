import type { JSX } from 'preact'

export function Missing(): JSX.Element {
  return (
    <section class="missing">
      <h1>There is nothing at this address</h1>
      <p>The project may have been removed, or the link may be incomplete.</p>
      <a class="button button-primary" href="/projects">
        Go to projects
      </a>
    </section>
  )
}
