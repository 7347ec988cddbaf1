// Owns what the cluster tests share: databases of their own on the server that was started for them, and a network between that
// can be cut.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'
import { onTestFinished } from 'vitest'

const SERVER = process.env['FOOTHOLD_TEST_POSTGRES'] ?? ''
let number = 0

/** Runs statements as the server's owner. @param url - of a database. @default the one that is always there */
export async function asOwner<T extends object>(text: string, url: string = SERVER): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

/** Makes an empty database. Its order of texts is that of a language, as most are: nothing may lean on it. @returns its address */
export async function createDatabase(more?: string): Promise<string> {
  const [{ version } = { version: 0 }] = await asOwner<{ version: number }>("select current_setting('server_version_num')::integer as version")
  // older ones order by a locale of the system, of which only C is everywhere
  const language = version < 150_000 ? "encoding 'UTF8'" : "encoding 'UTF8' locale_provider icu icu_locale 'en-US'"
  const name = `test_${process.pid}_${number++}`
  await asOwner(`create database ${name} template template0 ${more ?? language}`)
  return toUrl(name)
}

export function toUrl(database: string): string {
  const url = new URL(SERVER)
  url.pathname = `/${database}`
  return url.href
}

/** A network between collector and server. */
export interface Network {
  /** The address through it. */
  url: string
  /** Ends every connection that is open. */
  cut(): void
  /** From now on nobody answers at its port. */
  close(): Promise<void>
  /** Answers again. */
  open(): Promise<void>
  /** From now on nothing of the server gets through, though connections stay. */
  hold(): void
}

/** Puts a network before a database; it is there until the test ends. */
export async function createNetwork(url: string): Promise<Network> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    pairs.add([near, far])
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  const cut = (): void => sockets.forEach((socket) => void socket.destroy())
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  onTestFinished(close)
  const through = new URL(url)
  through.port = String(port)
  return {
    url: through.href,
    cut,
    close,
    open: () => listen(port),
    hold() {
      for (const [near, far] of pairs) far.unpipe(near)
    },
  }
}
