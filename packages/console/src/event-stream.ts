// Owns the reading of server-sent events from a fetch body. EventSource cannot send the Bearer header, hence this.
// It must not know what the events mean.
// See https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** One message of the stream. */
export interface StreamMessage {
  /** Last `id:` seen, also from earlier messages. */
  id: string
  /** @default 'message' */
  event: string
  data: string
}

/**
 * Reads the messages of a body as they arrive.
 *
 * Lines may end with LF, CR or CRLF and be cut anywhere, also inside a character. A message without `data` is dropped, a
 * message that the end of the stream cuts off too, as the standard says.
 *
 * @param body - consumed; cancelled when the caller stops iterating.
 * @param onBytes - called with every chunk, also comments: proof that the connection lives.
 * @throws whatever the body rejects with
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>, onBytes?: () => void): AsyncGenerator<StreamMessage, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let id = ''
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onBytes?.()
      rest += decoder.decode(value, { stream: true })
      for (;;) {
        const end = rest.search(/[\r\n]/)
        // A CR at the very end may be the first half of CRLF.
        if (end === -1 || (rest[end] === '\r' && end === rest.length - 1)) break
        const line = rest.slice(0, end)
        rest = rest.slice(end + (rest.startsWith('\r\n', end) ? 2 : 1))
        if (line === '') {
          if (data.length) yield { id, event: event || 'message', data: data.join('\n') }
          event = ''
          data = []
          continue
        }
        const colon = line.indexOf(':')
        const field = colon === -1 ? line : line.slice(0, colon)
        const text = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
        if (field === 'data') data.push(text)
        else if (field === 'event') event = text
        else if (field === 'id' && !text.includes('\0')) id = text
      }
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}
