import { render } from 'preact'
import { App } from './app.tsx'
import { lendNavigation } from './foothold.ts'
import { followLinks, navigate } from './router.ts'
import { resumeSession } from './session.ts'
import { applyTheme } from './theme.ts'

applyTheme()
followLinks()
lendNavigation(navigate)
resumeSession()
render(<App />, document.getElementById('app')!)
