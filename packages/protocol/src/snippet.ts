// Owns what a customer pastes into a page. Plain code: command line, console and docs show the same two lines.

/** Methods that a page may call before the script has come; they wait in `foothold.q` and are replayed in order. */
const WAITING = 'identify group alias track page reset consent optIn optOut start why surface reveal component on flush dispose'.split(' ')

/**
 * What a waiting call returns serves for whatever it returns later: a decision that says `not-loaded`, and what ends a claim or a
 * listener, which is kept too.
 */
const STUB = `var c=[m,[].slice.call(arguments)],r=function(){c[2]?c[2]():c[3]=1};r.release=r;r.show=!1;r.reason="not-loaded";f.q.push(c);return r`

/**
 * Writes the script tags for a page: first the stub, so that the page may call `foothold` at once and without the collector,
 * then the SDK.
 *
 * @param endpoint - address of the collector, without trailing `/`.
 * @param writeKey - `fh_pub_…`; public.
 */
export function toSnippet(endpoint: string, writeKey: string): string {
  return (
    `<script>(function(f){f.q=f.q||[];${JSON.stringify(WAITING)}.forEach(function(m){f[m]=f[m]||function(){${STUB}}})})(window.foothold=window.foothold||{})</script>\n` +
    `<script async src="${endpoint}/sdk/foothold.js" data-key="${writeKey}"></script>`
  )
}
