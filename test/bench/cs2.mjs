// Owns one server of the ingestion benchmark, as a process: `ours` is the collector as it ships, `bare` the least that can be
// done with the same parts: Hono, the same JSON parsed, a row an event, one transaction and fsync a group.
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

import v8 from 'node:v8'; if (process.env.ST) for (const f of process.env.ST.split('+')) v8.setFlagsFromString('--' + f)
const [, , which, folder] = process.argv
const { url, writeKey, adminKey } = which === 'ours' ? await ours() : await bare()
process.send({ url, writeKey, adminKey })
// the parent ends it
process.on('disconnect', () => process.exit())

async function ours() {
  const { startCollector } = await import('@foothold/collector/node')
  const { url, created } = await startCollector({ dataDirectory: folder, port: 0, firstProject: 'Bench', limits: { eventsPerSecond: 0 } })
  return { url, writeKey: created?.writeKey, adminKey: created?.adminKey }
}

async function bare() {
  const database = new DatabaseSync(`${folder}.db`)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE event (position INTEGER PRIMARY KEY, message_id TEXT, type TEXT, name TEXT, anonymous_id TEXT, user_id TEXT, timestamp TEXT, properties TEXT, context TEXT)`)
  const insert = database.prepare(
    'INSERT INTO event (message_id, type, name, anonymous_id, user_id, timestamp, properties, context) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  let waiting = []
  const write = () => {
    const group = waiting
    waiting = []
    database.exec('BEGIN IMMEDIATE')
    for (const { events } of group)
      for (const e of events)
        insert.run(e.messageId, e.type ?? 'track', e.event, e.anonymousId, e.userId, e.timestamp, JSON.stringify(e.properties), JSON.stringify(e.context))
    database.exec('COMMIT')
    for (const { done } of group) done()
  }
  const store = (events) =>
    new Promise((done) => {
      if (!waiting.length) setImmediate(write)
      waiting.push({ events, done })
    })
  const app = new Hono()
  app.post('/v1/batch', async (c) => {
    const { batch } = await c.req.json()
    await store(batch)
    return c.json({ accepted: batch.length })
  })
  app.post('/v1/track', async (c) => {
    await store([await c.req.json()])
    return c.json({ accepted: 1 })
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, server }))
  })
}
