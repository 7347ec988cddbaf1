import { describe, expect, it } from 'vitest'
import { loadFiles } from './load.ts'

describe('declared clicks', () => {
  it.each([
    ['[data-feature=7', 'selector_invalid', 'needs quotes'],
    ['', 'invalid_value', 'at least 1'],
    ['a,', 'selector_invalid', 'missing at the end'],
  ])('with the selector %j are refused where they stand', (click, code, words) => {
    const features = [{ key: 'f', name: 'F', usedWhen: [{ event: 'x' }, { click }] }]
    const { issues } = loadFiles([{ path: 'model.json', text: JSON.stringify({ features }) }])
    expect(issues).toMatchObject([{ code, pointer: '/features/0/usedWhen/1/click', file: 'model.json', severity: 'error' }])
    expect(issues[0]!.detail).toContain(words)
  })

  it('with a misspelt field are told with the word that was meant', () => {
    const features = [{ key: 'f', name: 'F', usedWhen: [{ click: '#a', pages: '/x' }] }]
    const { issues } = loadFiles([{ path: 'model.json', text: JSON.stringify({ features }) }])
    expect(issues).toMatchObject([{ code: 'unknown_field', pointer: '/features/0/usedWhen/0/pages', suggestion: ['page'] }])
  })
})
