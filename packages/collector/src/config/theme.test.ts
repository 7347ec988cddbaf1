import { PRESETS, type Guide, type PALETTE } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'
import { contrast, paletteOf, SCHEMES, themesOf, toPublishedTheme } from './theme.ts'

const guide = (key: string, theme?: string): Guide => ({ key, ...(theme ? { theme } : {}) }) as Guide

test.each([
  ['#000', '#fff', 21],
  ['#ffffff', '#ffffff', 1],
  ['#777777', '#ffffff', 4.48],
  ['#4f46e5', '#fff', 6.29],
])('%s on %s has a contrast of %d', (a, b, ratio) => {
  expect(contrast(a, b)).toBeCloseTo(ratio, 1)
  expect(contrast(b, a)).toBe(contrast(a, b))
})

describe.each(PRESETS)('preset %s', (preset) => {
  test.each(SCHEMES)('can be read on %s pages, every text on everything it stands on', (scheme) => {
    const palette = paletteOf({ key: 'x', preset })
    const of = (front: keyof typeof PALETTE, back: keyof typeof PALETTE): number => contrast(palette[front][scheme], palette[back][scheme])
    const least = preset === 'contrast' ? 7 : 4.5
    for (const front of ['text', 'muted', 'accent'] as const) expect(of(front, 'surface'), front).toBeGreaterThanOrEqual(least)
    expect(of('onAccent', 'accent')).toBeGreaterThanOrEqual(least)
    for (const front of ['text', 'muted'] as const) expect(of(front, 'soft'), front).toBeGreaterThanOrEqual(4.5)
  })
})

test('a theme is what its author wrote, then what its preset says', () => {
  expect(
    toPublishedTheme({ key: 'x', preset: 'compact', radius: 4, accent: { light: '#0f766e', dark: '#5eead4' }, font: 'Inter, sans-serif', shadow: 'none' }),
  ).toEqual({
    tokens: {
      accent: 'light-dark(#0f766e, #5eead4)',
      'on-accent': 'light-dark(#ffffff, #111111)',
      radius: '4px',
      size: '0.8125em',
      space: '3px',
      font: 'Inter, sans-serif',
      shadow: 'none',
    },
  })
  expect(toPublishedTheme({ key: 'x', preset: 'dark', accent: '#5eead4' })).toEqual({ scheme: 'dark', tokens: { accent: '#5eead4', 'on-accent': '#111111' } })
})

test('a brand is its accent, with everything on it readable', () => {
  expect(toPublishedTheme({ key: 'x', preset: 'brand', accent: '#0f766e' }).tokens).toMatchObject({
    surface: '#0f766e',
    text: '#ffffff',
    accent: '#ffffff',
    'on-accent': '#0f766e',
  })
})

test('only themes that guides use travel, by the name that they use; "default" is for those that name none', () => {
  const themes = [
    { key: 'quiet', accent: '#333' },
    { key: 'unused', accent: '#444' },
  ]
  expect(Object.keys(themesOf([guide('a', 'quiet'), guide('b', 'dark'), guide('c', 'nobody'), guide('d')], { themes }))).toEqual(['dark', 'quiet'])
  expect(themesOf([guide('a')], { themes: [{ key: 'default', radius: 0 }] })).toEqual({ default: { tokens: { radius: '0px' } } })
  expect(themesOf([guide('a', 'constructor'), guide('b', '__proto__')], { themes: [] })).toEqual({})
})
