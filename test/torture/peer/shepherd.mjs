// Owns driving shepherd.js for the torture pages: its documented options, its defaults where a corner asks for nothing, and no
// code that waits, watches or mends in its place.
import Shepherd from 'shepherd.js'
import 'shepherd.js/dist/css/shepherd.css'

const told = []
let made

/** A text where the way is a plain selector, else a function, which shepherd.js takes too. */
const toElement = ({ find: [first], frame }) =>
  first.css && !first.css.includes('>>>') && !frame ? first.css : () => window.torture.resolve(first, frame)?.element

const toStep = ({ key, target, title, body, placement = 'bottom', interaction }, i, { length }) => ({
  id: key,
  title,
  text: body,
  attachTo: { element: toElement(target), on: placement },
  canClickTarget: interaction !== 'block',
  ...(interaction === 'advance' && { advanceOn: { selector: target.find[0].css, event: 'click' } }),
  buttons: [{ text: i === length - 1 ? 'Done' : 'Next', action: () => made.next() }],
})

window.tour = {
  start({ steps }) {
    // the overlay is what keeps the page off; a step that keeps nothing off has none
    const useModalOverlay = steps.some(({ interaction }) => interaction === 'block')
    made = new Shepherd.Tour({ useModalOverlay, defaultStepOptions: { scrollTo: true, cancelIcon: { enabled: true } }, steps: steps.map(toStep) })
    made.on('show', () => told.push('show'))
    void made.start()
  },
  next: () => made.next(),
  stop: () => made.cancel(),
  // steps that have been shown stay in the page, hidden
  popover: () => [...document.querySelectorAll('.shepherd-element')].findLast((one) => one.checkVisibility()),
  popovers: () => [...document.querySelectorAll('.shepherd-element')],
  button: () => window.tour.popover().querySelector('.shepherd-button'),
  told: () => told,
  words: { shown: 'show' },
}
