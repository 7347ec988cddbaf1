import { PALETTE } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { STYLE } from './style.css.ts'

const long = (color: string): string => (color.length === 4 ? color.replace(/[\da-f]/g, '$&$&') : color)

test.each(Object.entries(PALETTE))('%s is in the sheet what contrast is reckoned with where nobody chose another', (token, colors) => {
  const name = token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const [, light, dark] = new RegExp(`--${name}: var\\(--foothold-${name},.*?light-dark\\((#\\w+), (#\\w+)\\)`).exec(STYLE) ?? []
  expect({ light: long(light!), dark: long(dark!) }).toEqual(colors)
})
