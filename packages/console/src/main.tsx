// Starts the console: theme before the first paint, key out of the address, then the page.
import { render } from 'preact'
import { App } from './app.tsx'
import { createRouter } from './router.ts'
import { createSession } from './session.ts'
import { applyTheme, readTheme } from './theme.ts'

applyTheme(
  readTheme(() => localStorage),
  document.documentElement,
  () => localStorage,
)
const session = createSession({
  location,
  history,
  get sessionStorage() {
    return window.sessionStorage
  },
})
session.takeFromAddress()
const root = document.getElementById('app')
if (root) render(<App session={session} router={createRouter(window)} fetch={(...request) => fetch(...request)} />, root)
