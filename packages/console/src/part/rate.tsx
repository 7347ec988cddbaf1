// Owns the drawing of a rate: bar, whisker of the 95 % interval, target; and its words. It must not know what the rate is of.
import type { Rate } from '@foothold/protocol'
import type { JSX } from 'preact'
import { describeRate, formatCount, formatInterval, formatShare } from '../format.ts'

const percent = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`

/**
 * Draws a rate as a bar with a whisker, and a target as a line.
 *
 * SVG attributes, not styles: they need nothing of the content security policy.
 *
 * @param most - the share that a whole bar stands for.
 */
export function RateBar({ rate: given, target, label, most = 1 }: { rate: Rate; target?: number; label?: string; most?: number }): JSX.Element {
  const words = `${label ? `${label}. ` : ''}${describeRate(given)}${target === undefined ? '' : ` Target ${formatShare(target)}.`}`
  const scaled = (share: number | null): number | null => (share === null ? null : share / most)
  const rate = { value: scaled(given.value), low: scaled(given.low), high: scaled(given.high) }
  return (
    <svg class="rate-bar" width="100%" height="20" role="img" aria-label={words}>
      <title>{words}</title>
      <rect class="rate-track" y="5" width="100%" height="10" rx="5" />
      {rate.value !== null && rate.value > 0 && <rect class="rate-fill" y="5" width={percent(rate.value)} height="10" rx="5" />}
      {rate.low !== null && rate.high !== null && (
        <g class="rate-whisker">
          <line class="halo" x1={percent(rate.low)} x2={percent(rate.high)} y1="10" y2="10" />
          <line x1={percent(rate.low)} x2={percent(rate.high)} y1="10" y2="10" />
          <line x1={percent(rate.low)} x2={percent(rate.low)} y1="7" y2="13" />
          <line x1={percent(rate.high)} x2={percent(rate.high)} y1="7" y2="13" />
        </g>
      )}
      {target !== undefined && <line class="rate-target" x1={percent(target / most)} x2={percent(target / most)} y1="0" y2="20" />}
    </svg>
  )
}

/** Writes a rate with what is needed to judge it: value, interval, n. */
export function RateText({ rate }: { rate: Rate }): JSX.Element {
  return (
    <span class="rate-text" title={describeRate(rate)}>
      <strong>{formatShare(rate.value)}</strong>
      <span class="quiet">{rate.value === null ? ' n 0' : ` ${formatInterval(rate)} · n ${formatCount(rate.n)}`}</span>
    </span>
  )
}

/** Says what the bars mean, once a card. */
export function RateKey({ target = false }: { target?: boolean }): JSX.Element {
  return (
    <p class="rate-key quiet">
      <svg width="34" height="14" aria-hidden="true">
        <g class="rate-whisker">
          <line x1="3" x2="31" y1="7" y2="7" />
          <line x1="3" x2="3" y1="4" y2="10" />
          <line x1="31" x2="31" y1="4" y2="10" />
        </g>
      </svg>
      95% interval
      {target && (
        <>
          <svg width="10" height="14" aria-hidden="true">
            <line class="rate-target" x1="5" x2="5" y1="0" y2="14" />
          </svg>
          target
        </>
      )}
    </p>
  )
}
