// Owns the elements of ours on the page: one host with a shadow root for each showing, where its kind belongs.
import type { Ui, View } from '../guide/view.ts'
import type { World } from '../guide/world.ts'
import { homeOf, isAstray, put } from './beside.ts'
import type { Components } from './component.ts'
import { draw } from './draw.ts'
import type { DrawnKinds } from './kinds.ts'
import { STYLE } from './style.css.ts'
import { dress, onScheme, paint } from './theme.ts'

/**
 * @param window - guides are drawn into its document.
 * @param kinds - how; whoever shows one has seen to it that it is there.
 * @param world - what the page draws by itself; default nothing.
 */
export function createUi(window: Window & typeof globalThis, kinds: DrawnKinds, world?: Pick<World, 'components' | 'report'>): Ui {
  const { document } = window
  const hosts = new Map<string, HTMLElement>()
  let components: Components | undefined
  const sheets = new Map<string, CSSStyleSheet>()
  let stopScheme: (() => void) | undefined

  /** One sheet for all that look the same. */
  function sheetOf(style: string): CSSStyleSheet {
    const known = sheets.get(style)
    if (known) return known
    const sheet = new window.CSSStyleSheet()
    sheet.replaceSync(style)
    sheets.set(style, sheet)
    return sheet
  }

  function open(showing: string, view: View): HTMLElement {
    const host = document.createElement('div')
    host.dataset['foothold'] = view.kind
    host.attachShadow({ mode: 'open' }).adoptedStyleSheets = [STYLE, kinds.of(view.kind)!.style ?? ''].filter(Boolean).map(sheetOf)
    hosts.set(showing, host)
    dress(host, view)
    stopScheme ??= onScheme(() => paint(hosts.values()))
    return host
  }

  function close(showing: string, host: HTMLElement): void {
    draw(host.shadowRoot!, null)
    host.remove()
    hosts.delete(showing)
    lift()
    yieldTo()
    if (hosts.size) return
    stopScheme?.()
    stopScheme = undefined
  }

  /** What stays in a corner stands above the button that is there too. */
  function lift(): void {
    const all = [...hosts.values()]
    const taken = all.some((host) => host.shadowRoot!.querySelector('.launch.bottom-end'))
    for (const host of all) if (host.dataset['foothold'] === 'checklist') host.style.setProperty('--lift', taken ? '4em' : '0em')
  }

  /** The button in a corner is not over what takes the screen, whichever came first. */
  function yieldTo(): void {
    const all = [...hosts.values()]
    const has = (selector: string): boolean => all.some((host) => host.shadowRoot!.querySelector(selector))
    const under = has('dialog') ? 'modal' : has('.pop,.corner') ? 'sheet' : ''
    for (const { dataset } of all) if (dataset['foothold'] === 'resource-center' && (dataset['under'] ?? '') !== under) dataset['under'] = under
  }

  return {
    render(showing, view) {
      let host = hosts.get(showing)
      components ??= world && kinds.createComponents?.(world)
      // ours was there where the page has begun to draw in the middle
      if (components?.render(showing, view)) return void (host && close(showing, host))
      if (!view) return void (host && close(showing, host))
      const fresh = !host
      host ??= open(showing, view)
      const { slot, beside, parent } = homeOf(view)
      if (host.parentNode !== parent || isAstray(host, beside)) {
        // what is moved leaves the top layer: it is drawn anew
        draw(host.shadowRoot!, null)
        put(host, parent, beside)
        if (beside && 'sticky' in view && view.sticky) host.dataset['stick'] = beside.where === 'last' ? 'bottom' : 'top'
        // the screen knows no zoom of the page: what is placed by its measures has none
        if (!slot && !beside) {
          host.dataset['layer'] = ''
          host.style.setProperty('--zoom', String(1 / parent.currentCSSZoom))
        }
      }
      if (fresh) paint([host])
      draw(host.shadowRoot!, kinds.of(view.kind)!.Draw({ view: view as never }))
      if (fresh) lift()
      yieldTo()
    },
    dispose() {
      components?.dispose()
      for (const [showing, host] of hosts) close(showing, host)
    },
  }
}
