// Owns the floor: a card by preact beside a target by floating-ui, and nothing else.
import { arrow, autoUpdate, computePosition, flip, offset, shift } from '@floating-ui/dom'
import { h, render } from 'preact'
import { IN_BOX, STEPS } from './steps.mjs'

const root = document.createElement('div')
let stop = () => {}
let shown = []
let at = 0

function Card({ step, of }) {
  const button = (label, onClick) => h('button', { type: 'button', onClick }, label)
  return h(
    'div',
    {
      class: 'bare',
      role: 'dialog',
      style: 'position:fixed;left:0;top:0;width:300px;padding:16px;background:#fff;box-shadow:0 4px 20px #0004;border-radius:8px',
    },
    h('i', { style: 'position:absolute;width:10px;height:10px;background:#fff;rotate:45deg' }),
    h('h2', null, step.title),
    h('p', null, step.text),
    h('p', null, `${at + 1} of ${of}`),
    button('Next', () => window.bench.next()),
    button('Close', () => window.bench.stop()),
  )
}

function show() {
  stop()
  const step = shown[at]
  render(h(Card, { step, of: shown.length }), root)
  const card = root.firstElementChild
  const tip = card.firstElementChild
  const target = document.querySelector(step.target)
  target.scrollIntoView({ block: 'nearest' })
  stop = autoUpdate(target, card, async () => {
    const { x, y, middlewareData } = await computePosition(target, card, {
      strategy: 'fixed',
      placement: 'bottom',
      middleware: [offset(12), flip(), shift({ padding: 12 }), arrow({ element: tip })],
    })
    card.style.transform = `translate(${x}px,${y}px)`
    tip.style.left = `${middlewareData.arrow?.x ?? 0}px`
    tip.style.top = '-5px'
  })
}
const begin = (steps) => {
  shown = steps
  at = 0
  document.body.append(root)
  show()
}

window.bench = {
  start: () => begin(STEPS),
  startInBox: () => begin(IN_BOX),
  next() {
    at++
    show()
  },
  stop() {
    stop()
    render(null, root)
    root.remove()
  },
  popover: () => root.querySelector('.bare'),
}
