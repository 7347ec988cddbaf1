// Owns driving driver.js for the torture pages: its documented options, its defaults where a corner asks for nothing, and no
// code that waits, watches or mends in its place.
import { driver } from 'driver.js'
import 'driver.js/dist/driver.css'

const told = []
let made

/** A text where the way is a plain selector, else a function, which driver.js takes too. */
const toElement = ({ find: [first], frame }) =>
  first.css && !first.css.includes('>>>') && !frame ? first.css : () => window.torture.resolve(first, frame)?.element

const toStep = ({ target, title, body, placement = 'bottom', interaction }) => ({
  element: toElement(target),
  disableActiveInteraction: interaction === 'block',
  advanceOnClick: interaction === 'advance',
  skipMissingElement: target.onMissing === 'skip',
  ...(target.waitFor && { waitForElement: parseFloat(target.waitFor) * 1000 }),
  popover: { title, description: body, side: placement.split('-')[0], align: placement.split('-')[1] ?? 'start' },
})

window.tour = {
  start(guide) {
    made = driver({ showProgress: true, steps: guide.steps.map(toStep), onHighlighted: () => told.push('highlighted') })
    made.drive()
  },
  next: () => made.moveNext(),
  stop: () => made.destroy(),
  popover: () => document.querySelector('.driver-popover'),
  popovers: () => [...document.querySelectorAll('.driver-popover')],
  button: () => document.querySelector('.driver-popover-next-btn'),
  told: () => told,
  words: { shown: 'highlighted' },
}
