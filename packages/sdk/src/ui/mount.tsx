// Owns the elements of ours on the page: one host with a shadow root for each showing, where its kind belongs.
import { render, type JSX } from 'preact'
import type { Ui, View } from '../guide/view.ts'
import type { World } from '../guide/world.ts'
import { createComponents } from './component.ts'
import { Celebration } from './celebration/celebration.tsx'
import { Checklist } from './checklist/checklist.tsx'
import { EmptyState } from './empty-state/empty-state.tsx'
import { Hint } from './hint/hint.tsx'
import { STYLE } from './style.css.ts'
import { dress, onScheme, paint } from './theme.ts'
import { Tour } from './tour/tour.tsx'

/** @param window - guides are drawn into its document. @param world - what the page draws by itself; default nothing. */
export function createUi(window: Window & typeof globalThis, world?: Pick<World, 'components' | 'report'>): Ui {
  const { document } = window
  const hosts = new Map<string, HTMLElement>()
  const components = world && createComponents(world)
  let sheet: CSSStyleSheet | undefined
  let stopScheme: (() => void) | undefined

  function open(showing: string, view: View): HTMLElement {
    if (!sheet) {
      sheet = new window.CSSStyleSheet()
      sheet.replaceSync(STYLE)
    }
    const host = document.createElement('div')
    host.dataset['foothold'] = view.kind
    host.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet]
    hosts.set(showing, host)
    dress(host, view)
    stopScheme ??= onScheme(() => paint(hosts.values()))
    return host
  }

  function close(showing: string, host: HTMLElement): void {
    render(null, host.shadowRoot!)
    host.remove()
    hosts.delete(showing)
    if (hosts.size) return
    stopScheme?.()
    stopScheme = undefined
  }

  return {
    render(showing, view) {
      if (components?.render(showing, view)) return
      let host = hosts.get(showing)
      if (!view) return void (host && close(showing, host))
      const fresh = !host
      host ??= open(showing, view)
      const parent = 'slot' in view ? view.slot : ('layer' in view && view.layer) || document.body
      if (host.parentNode !== parent) {
        // what is moved leaves the top layer: it is drawn anew
        render(null, host.shadowRoot!)
        parent.append(host)
        // the screen knows no zoom of the page: what is placed by its measures has none
        if (!('slot' in view)) {
          host.dataset['layer'] = ''
          host.style.setProperty('--zoom', String(1 / parent.currentCSSZoom))
        }
      }
      if (fresh) paint([host])
      render(draw(view), host.shadowRoot!)
    },
    dispose() {
      components?.dispose()
      for (const [showing, host] of hosts) close(showing, host)
    },
  }
}

function draw(view: View): JSX.Element {
  switch (view.kind) {
    case 'tour':
      return <Tour view={view} />
    case 'hint':
      return <Hint view={view} />
    case 'empty-state':
      return <EmptyState view={view} />
    case 'checklist':
      return <Checklist view={view} />
    case 'celebration':
      return <Celebration view={view} />
  }
}
