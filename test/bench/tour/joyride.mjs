// Owns starting react-joyride in the benchmark: React is there and has rendered before anything is measured.
import { createElement, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Joyride } from 'react-joyride'
import { IN_BOX, STEPS } from './steps.mjs'

const toSteps = (steps) => steps.map(({ target, title, text }) => ({ target, title, content: text, placement: 'bottom' }))
const options = { skipBeacon: true, showProgress: true }
let set
let controls

function Page() {
  const [{ steps, run, turn }, setState] = useState({ steps: toSteps(STEPS), run: false, turn: 0 })
  useEffect(() => void (set = setState), [])
  const onEvent = (_, given) => void (controls = given)
  return createElement(Joyride, { key: turn, steps, run, continuous: true, options, onEvent })
}

const begin = (steps) => set(({ turn }) => ({ steps: toSteps(steps), run: true, turn: turn + 1 }))
const host = document.body.appendChild(document.createElement('div'))
createRoot(host).render(createElement(Page))
window.bench = {
  start: () => begin(STEPS),
  startInBox: () => begin(IN_BOX),
  next: () => controls.next(),
  stop: () => set((state) => ({ ...state, run: false, turn: state.turn + 1 })),
  popover: () => document.querySelector('[data-testid=floater], .react-joyride__floater'),
}
