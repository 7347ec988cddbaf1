// Owns reading server-sent events. It must not know what is in them.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** One message of a stream. */
export interface StreamMessage {
  /** @default message */
  event: string
  data: string
  id: string | undefined
}

/**
 * Reads messages until the stream ends.
 *
 * @param body - UTF-8; chunks may end anywhere, also inside a character or a line feed.
 */
export async function* readMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  let id: string | undefined
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    // a carriage return at the very end may be half of a line break
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    for (const line of lines) {
      if (line === '') {
        if (data.length) yield { event: event || 'message', data: data.join('\n'), id }
        event = ''
        data = []
        continue
      }
      // not by a pattern with dots: JSON has U+2028, where a dot stops
      const colon = line.indexOf(':')
      const field = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') data.push(value)
      if (field === 'event') event = value
      if (field === 'id') id = value
    }
  }
}
