// Owns starting intro.js (AGPL, measured in development only) in the benchmark.
import introJs from 'intro.js'
import 'intro.js/introjs.css'
import { IN_BOX, STEPS } from './steps.mjs'

let made
const begin = (steps) => {
  made = introJs.tour().setOptions({ steps: steps.map(({ target, title, text }) => ({ element: target, title, intro: text, position: 'bottom' })) })
  void made.start()
}
window.bench = {
  start: () => begin(STEPS),
  startInBox: () => begin(IN_BOX),
  next: () => void made.nextStep(),
  stop: () => void made.exit(true),
  popover: () => document.querySelector('.introjs-tooltip'),
}
