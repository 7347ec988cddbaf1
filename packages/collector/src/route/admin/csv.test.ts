import { expect, it } from 'vitest'
import { toCsvLine } from './csv.ts'

it('quotes what has to be, and disarms formulas', () => {
  expect(toCsvLine(['a', 'b,c', 'd"e', 'f\ng', null, undefined, true, 5, -5, ['x'], { y: 1 }])).toBe(
    'a,"b,c","d""e","f\ng",,,true,5,-5,"[""x""]","{""y"":1}"\r\n',
  )
  expect(toCsvLine(['=1+1', '+1', '-1', '@a', '\t=1', 'a=1', ''])).toBe(`'=1+1,'+1,'-1,'@a,"'\t=1",a=1,\r\n`)
  // what ends a cell where commas are decimal marks
  expect(toCsvLine(['a;=1+1', 'b\t=1'])).toBe('"a;=1+1","b\t=1"\r\n')
  // a line's end in front, and the wide signs of East Asian keyboards, which some spreadsheets take for the same
  expect(toCsvLine(['\n=1', '\r=1', '＝1', '＠a'])).toBe(`"'\n=1","'\r=1",'＝1,'＠a\r\n`)
})
