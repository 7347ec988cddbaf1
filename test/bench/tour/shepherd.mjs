// Owns starting shepherd.js (AGPL, measured in development only) in the benchmark.
import Shepherd from 'shepherd.js'
import 'shepherd.js/dist/css/shepherd.css'
import { IN_BOX, STEPS } from './steps.mjs'

let made
const begin = (steps) => {
  const next = { text: 'Next', action: () => made.next() }
  made = new Shepherd.Tour({
    useModalOverlay: true,
    defaultStepOptions: { cancelIcon: { enabled: true } },
    steps: steps.map(({ target, title, text }) => ({ title, text, attachTo: { element: target, on: 'bottom' }, buttons: [next] })),
  })
  void made.start()
}
window.bench = {
  start: () => begin(STEPS),
  startInBox: () => begin(IN_BOX),
  next: () => made.next(),
  stop: () => made.cancel(),
  // steps that have been shown stay in the page, hidden
  popover: () => [...document.querySelectorAll('.shepherd-element')].findLast((one) => one.checkVisibility()),
}
