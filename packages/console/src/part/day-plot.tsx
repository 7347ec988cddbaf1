// Owns plots over days: uPlot with our colours, a tooltip, and the same numbers as a table. It must not know what is counted.
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { formatCompact, formatCount, formatDay } from '../format.ts'
import { onThemeChange } from '../theme.ts'

/** One line of the plot. `area` is the one that matters; at most one of each look. */
export interface DaySeries {
  label: string
  values: number[]
  look: 'area' | 'line' | 'dash'
}

const HEIGHT = 240
const COLOURS = { area: '--accent', line: '--ink', dash: '--ink-faint' } as const

/** Reads a token as a colour that a canvas understands: the style sheet may say it with `light-dark()`. */
function readColour(host: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  host.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/**
 * Chooses which days get a label: the last one always, at even distances, none that overlap.
 *
 * @param width - of the plot in px; a label needs about 70.
 * @returns indexes, ascending.
 */
export function toLabelledDays(days: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(days / Math.max(1, Math.floor(width / 70))))
  const found: number[] = []
  for (let index = days - 1; index >= 0; index -= step) found.unshift(index)
  return found
}

/** Says in one sentence what a series does. */
export function describeSeries(days: string[], { label, values }: DaySeries): string {
  if (values.length === 0) return `${label}: no days.`
  const highest = Math.max(...values)
  const total = values.reduce((sum, value) => sum + value, 0)
  if (total === 0) return `${label}: none in ${values.length} days.`
  return `${label}: ${formatCount(values.at(-1)!)} today, highest ${formatCount(highest)} on ${formatDay(days[values.indexOf(highest)]!)}.`
}

function draw(host: HTMLElement, days: string[], series: DaySeries[]): uPlot {
  const grid = readColour(host, '--line')
  const text = readColour(host, '--ink-soft')
  const font = `12px ${getComputedStyle(host).fontFamily}`
  const tip = document.createElement('div')
  tip.className = 'plot-tip'
  tip.hidden = true
  const showTip = (plot: uPlot): void => {
    const index = plot.cursor.idx
    tip.hidden = index === null || index === undefined || (plot.cursor.left ?? -1) < 0
    if (tip.hidden) return
    const day = days[index!]!
    const head = document.createElement('strong')
    head.textContent = formatDay(day) + (index === days.length - 1 ? ', so far' : '')
    tip.replaceChildren(
      head,
      ...series.map((line) => {
        const row = document.createElement('span')
        row.className = `swatch ${line.look}`
        row.textContent = `${line.label} ${formatCount(line.values[index!]!)}`
        return row
      }),
    )
    const x = plot.valToPos(index!, 'x')
    const flip = x > plot.over.clientWidth / 2
    tip.style.transform = `translate(${flip ? x - tip.offsetWidth - 14 : x + 14}px, 8px)`
  }
  return new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      padding: [12, 24, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: {
          size: 8,
          width: 2,
          stroke: readColour(host, '--surface'),
          fill: (plot, index) => String((plot.series[index] as { stroke?: () => string }).stroke?.()),
        },
      },
      scales: { x: { time: false, range: [-0.3, days.length - 0.7] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
      axes: [
        {
          stroke: text,
          font,
          grid: { show: false },
          ticks: { show: false },
          size: 30,
          splits: (plot) => toLabelledDays(days.length, plot.width - 80),
          values: (_, splits) => splits.map((index) => (days[index] ? formatDay(days[index], true) : '')),
        },
        {
          stroke: text,
          font,
          grid: { stroke: grid, width: 1 },
          ticks: { show: false },
          size: 46,
          space: 36,
          incrs: [1, 2, 5].flatMap((unit) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((power) => unit * 10 ** power)).sort((a, b) => a - b),
          values: (_, splits) => splits.map(formatCompact),
        },
      ],
      series: [
        {},
        ...series.map((line) => {
          const stroke = readColour(host, COLOURS[line.look])
          return {
            label: line.label,
            stroke,
            width: line.look === 'area' ? 2 : 1.5,
            points: { show: false },
            ...(line.look === 'area' && { fill: readColour(host, '--accent-wash') }),
            ...(line.look === 'dash' && { dash: [4, 4] }),
          }
        }),
      ],
      hooks: { setCursor: [showTip], ready: [(plot) => plot.over.append(tip)] },
    },
    [days.map((_, index) => index), ...series.map((line) => line.values)] as uPlot.AlignedData,
    host,
  )
}

/** Draws a plot over days with a legend (more than one series), a sentence for screen readers and a table behind a button. */
export function DayPlot({
  label,
  days,
  series,
  tableSeries = series,
}: {
  label: string
  days: string[]
  series: DaySeries[]
  tableSeries?: DaySeries[]
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null)
  const content = JSON.stringify([days, series])
  useEffect(() => {
    const element = host.current
    if (!element || element.clientWidth === 0) return undefined
    let plot = draw(element, days, series)
    const again = (): void => {
      plot.destroy()
      plot = draw(element, days, series)
    }
    const sizes = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height: HEIGHT })
    })
    sizes.observe(element)
    const stop = onThemeChange(document.documentElement, again)
    return () => {
      stop()
      sizes.disconnect()
      plot.destroy()
    }
  }, [content])
  return (
    <figure class="plot">
      {series.length > 1 && (
        <figcaption class="legend" aria-hidden="true">
          {series.map((line) => (
            <span key={line.label} class={`swatch ${line.look}`}>
              {line.label}
            </span>
          ))}
        </figcaption>
      )}
      <div class="plot-host" ref={host} role="img" aria-label={`${label}. ${series.map((line) => describeSeries(days, line)).join(' ')}`} />
      <details class="plot-table">
        <summary>Show as table</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={`${label}, table`}>
          <table class="plain-table">
            <caption class="sr-only">{label}</caption>
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                {tableSeries.map((line) => (
                  <th key={line.label} scope="col" class="numeric">
                    {line.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days
                .map((day, index) => (
                  <tr key={day}>
                    <th scope="row">{formatDay(day)}</th>
                    {tableSeries.map((line) => (
                      <td key={line.label} class="numeric">
                        {formatCount(line.values[index] ?? 0)}
                      </td>
                    ))}
                  </tr>
                ))
                .reverse()}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
