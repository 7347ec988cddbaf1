// Owns starting driver.js in the benchmark.
import { driver } from 'driver.js'
import 'driver.js/dist/driver.css'
import { IN_BOX, STEPS } from './steps.mjs'

let made
const begin = (steps) => {
  made = driver({
    showProgress: true,
    animate: !window.calm,
    steps: steps.map(({ target, title, text }) => ({ element: target, popover: { title, description: text, side: 'bottom' } })),
  })
  made.drive()
}
window.bench = {
  start: () => begin(STEPS),
  startInBox: () => begin(IN_BOX),
  next: () => made.moveNext(),
  stop: () => made.destroy(),
  popover: () => document.querySelector('.driver-popover'),
}
