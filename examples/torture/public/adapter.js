// Owns driving Foothold for the torture pages, by what any page may call and what anybody may see and press.
const told = []
window.foothold.on('*', ({ name }) => told.push(name))

const cards = () =>
  [...document.querySelectorAll('[data-foothold]')]
    .flatMap((host) => (host.shadowRoot ? [...host.shadowRoot.querySelectorAll('[role=dialog], dialog')] : []))
    .filter((card) => card.checkVisibility())
const press = (selector) => cards().at(-1)?.querySelector(selector)?.click()

window.tour = {
  start: (guide) => void (guide.when?.page || guide.when?.element ? 0 : window.foothold.start(guide.key)),
  next: () => press('.primary'),
  stop: () => press('.icon'),
  popover: () => cards().at(-1),
  popovers: cards,
  /** What a person would press to go on. */
  button: () => cards().at(-1)?.querySelector('.primary'),
  /** Names of what was told so far. */
  told: () => told,
  words: { shown: 'guide.seen' },
  identify: (id, traits) => window.foothold.identify(id, traits),
  track: (event) => window.foothold.track(event),
  claim: (name) => window.foothold.surface?.(name, { priority: 100 }),
  reveal: (name, run) => window.foothold.reveal?.(name, run),
  why: (key) => window.foothold.why(key),
  memory: true,
  conditions: true,
  routes: true,
  remote: true,
  queue: true,
}
