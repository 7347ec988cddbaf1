import { describe, expect, it } from 'vitest'
import { parseStateUrl } from './state-url.ts'

describe('parseStateUrl', () => {
  it.each([
    [undefined, '/data/state.db'],
    ['', '/data/state.db'],
    ['file:///var/state.db', '/var/state.db'],
    ['file:///var/a%20b.db', '/var/a b.db'],
    ['file:/var/state.db', '/var/state.db'],
    ['file:state.db', 'state.db'],
    ['/var/state.db', '/var/state.db'],
    ['../state.db', '../state.db'],
    ['C:\\state.db', 'C:\\state.db'],
  ])('takes %s for a file', (text, path) => {
    expect(parseStateUrl(text, '/data')).toEqual({ kind: 'sqlite', path })
  })

  it.each([
    ['postgres://ada:secret@db.example:5433/foothold?sslmode=require', 'postgres://db.example:5433/foothold'],
    ['POSTGRESQL://localhost/x', 'postgres://localhost/x'],
    ['postgres:///x?host=/run/postgresql', 'postgres:///run/postgresql/x'],
  ])('takes %s for a database, and shows no password', (url, name) => {
    expect(parseStateUrl(url, '/data')).toEqual({ kind: 'postgres', url, name })
  })

  it.each([
    ['postgre://ada:secret@host/x', /nothing is known of "postgre:", is "postgres:" meant\. Expected postgres:/],
    ['mysql://ada:secret@host/x', /nothing is known of "mysql:"\. Expected/],
    ['postgres://ada:secret@host', /name of the database is missing/],
    ['postgres://ada:sec#ret@host/x', /percent-encoded/],
    ['postgres://ada:secret@:::/x', /cannot be read/],
    ['file://host/x', /path cannot be read/],
  ])('refuses %s', (text, message) => {
    expect(() => parseStateUrl(text, '/data')).toThrowError(expect.objectContaining({ code: 'state_url_invalid', message: expect.stringMatching(message) }))
    expect(() => parseStateUrl(text, '/data')).not.toThrowError(/sec/)
  })
})
