// Owns text as data: a Markdown subset to elements. There is no way from here to an HTML parser.
import { draw, type Child } from './draw.ts'
import type { JSX } from './jsx.ts'

/** One kind of inline markup: what it looks like and what becomes of it. */
const INLINE =
  /\\([\\*_`![\]().-])|\*\*((?:\\.|[^\\])+?)\*\*|\*((?:\\.|[^\\])+?)\*|`((?:\\.|[^`\\])+)`|(!?)\[((?:\\.|[^\]\\])+)\]\(((?:\\.|\((?:\\.|[^()\s\\])*\)|[^()\s\\])+)\)/

/** Takes the escapes out of what is not read as markup: code and addresses. */
const plain = (text: string): string => text.replace(/\\([\\*_`![\]().-])/g, '$1')
/** An address is for nobody's eyes: what sets a name apart in it would lead elsewhere. */
const toAddress = (text: string): string => plain(text).replace(/[\u2068\u2069]/g, '')

/** A text where there can be no elements: in an attribute. */
export const withoutMarkup = (text: string): string => text.replace(/\\(.)|[*`]/g, '$1')

/** Addresses that a link may have; everything else is shown as plain text. */
const SAFE_URL = /^(https?:\/\/|mailto:|tel:|\/(?!\/)|[?#])/i

/** Addresses of pictures and films. Which sites they may come from is decided before a text gets here. */
const MEDIA_URL = /^(https?:\/\/|\/(?!\/))/i
const FILM = /\.(mp4|m4v|mov|webm|ogv)([?#]|$)/i
/** The players of film sites are pages. */
const PLAYER = /^https:\/\/[^/]+\/(embed|video)\//i

function media(url: string, name: string): JSX.Element {
  if (FILM.test(url)) return <video src={url} aria-label={name} controls playsInline preload="metadata" />
  if (!PLAYER.test(url)) return <img src={url} alt={name} />
  return <iframe src={url} title={name} loading="lazy" allow="fullscreen" sandbox="allow-scripts allow-same-origin allow-presentation" />
}

/** Shows a text: paragraphs, lists, bold, italic, code, links, pictures, films. Unknown markup is shown as it was written. */
export function Markdown({ text, id = 'text' }: { text: string; id?: string }): JSX.Element | null {
  return text ? (
    <div class="text" id={id} part="text">
      {text
        .trim()
        .split(/\n\s*\n/)
        .map(block)}
    </div>
  ) : null
}

/** Makes the elements of a text for whoever puts them somewhere: of one paragraph what is in it, else paragraphs and lists. */
export function toNodes(source: string): ChildNode[] {
  const place = document.createElement('div')
  const blocks = source.trim().split(/\n\s*\n/)
  draw(place, blocks.length > 1 || /^\s*([-*]|\d+[.)]) /.test(source) ? blocks.map(block) : inline(source))
  return [...place.childNodes]
}

function block(source: string): JSX.Element {
  const lines = source.split('\n')
  const list = [/^\s*[-*] (.*)$/, /^\s*\d+[.)] (.*)$/].find((bullet) => lines.every((line) => bullet.test(line)))
  if (!list) return <p>{inline(source)}</p>
  const items = lines.map((line) => <li>{inline(list.exec(line)![1]!)}</li>)
  return list.source.includes('\\d') ? <ol>{items}</ol> : <ul>{items}</ul>
}

/** Turns the inline markup of one line into elements; also used for titles and labels. */
export function inline(source: string): Child[] {
  const parts: Child[] = []
  let rest = source
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [whole, escaped, bold, italic, code, shown, label, address] = match
    const url = address && toAddress(address)
    parts.push(rest.slice(0, match.index))
    if (escaped) parts.push(escaped)
    else if (bold) parts.push(<strong>{inline(bold)}</strong>)
    else if (italic) parts.push(<em>{inline(italic)}</em>)
    else if (code) parts.push(<code>{plain(code)}</code>)
    else if (shown && MEDIA_URL.test(url!)) parts.push(media(url!, plain(label!)))
    else if (!shown && SAFE_URL.test(url!))
      parts.push(
        <a href={url} target={/^http/i.test(url!) ? '_blank' : '_self'} rel="noopener">
          {inline(label!)}
        </a>,
      )
    else parts.push(plain(label!))
    rest = rest.slice(match.index + whole.length)
  }
  return [...parts, rest]
}
