// Owns how a guide's page says what the guide has changed: the verdict in words, both rates on one scale, what follows.
import type { GuideLift, LiftArm, LiftVerdict } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { formatCount, formatPlural, formatShare } from '../format.ts'
import { Card, Figure, Figures } from '../part/page.tsx'
import { RateBar, RateKey, RateText } from '../part/rate.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Tag } from '../part/tag.tsx'
import { useQuery } from '../use-query.ts'

const VERDICTS: Record<LiftVerdict, { label: string; tone: 'good' | 'warn' | 'bad' | 'plain' }> = {
  works: { label: 'Works', tone: 'good' },
  harms: { label: 'Harms', tone: 'bad' },
  'no-effect': { label: 'No effect seen', tone: 'warn' },
  'too-early': { label: 'Too early', tone: 'plain' },
  'not-comparable': { label: 'Not comparable', tone: 'bad' },
  'not-measured': { label: 'Not measured', tone: 'plain' },
}

/** A difference with its sign: "+6.2". @param ratio - 0.05 = five points. */
const toPoints = (ratio: number): string => `${ratio < 0 ? '−' : '+'}${(Math.abs(ratio) * 100).toFixed(1).replace(/\.0$/, '')}`

function interval({ low, high }: { low: number | null; high: number | null }, write: (bound: number) => string): string {
  return low === null || high === null ? '' : `${write(low)} to ${write(high)}`
}

const toPeople = (count: number): string => (count < 0 ? `−${formatCount(Math.round(-count))}` : formatCount(Math.round(count)))

function Arm({ name, arm, most, isPale = false }: { name: string; arm: LiftArm; most: number; isPale?: boolean }): JSX.Element {
  return (
    <div class={isPale ? 'lift-held' : ''}>
      <div class="rate-row">
        <span class="rate-name">{name}</span>
        <RateText rate={arm} />
      </div>
      <RateBar rate={arm} label={name} most={most} />
      <p class="quiet lift-more">
        {formatPlural(arm.k, 'person', 'people')} reached the goal
        {arm.waiting > 0 && `; ${formatCount(arm.waiting)} more are not counted yet`}
        {arm.before > 0 && `; ${formatCount(arm.before)} were there before`}
        {arm.accounts !== null && `; in ${formatPlural(arm.accounts, 'account')}`}
      </p>
    </div>
  )
}

/** The scale of both bars: a little more than the higher interval, so that small rates can be told apart. */
export function scaleOf({ shown, heldOut }: Pick<GuideLift, 'shown' | 'heldOut'>): number {
  const highest = Math.max(shown.high ?? 0, heldOut.high ?? 0)
  return [0.05, 0.1, 0.25, 0.5].find((most) => highest <= most) ?? 1
}

function Numbers({ lift }: { lift: GuideLift }): JSX.Element {
  const { difference, always, extra, chanceToWin, sample } = lift
  // before the verdict these would be taken for one
  const isEarly = lift.verdict === 'too-early'
  return (
    <Figures label="Effect">
      {difference.value !== null && (
        <Figure
          label="Difference, points"
          value={toPoints(difference.value)}
          note={interval(always, toPoints)}
          title={`The verdict goes by this 95% interval: it holds however often you look. For a single look, planned before: ${interval(difference, toPoints)}`}
        />
      )}
      {!isEarly && extra.value !== null && (
        <Figure label="Extra people" value={toPeople(extra.value)} note={interval(extra, toPeople)} title="With its 95% interval" />
      )}
      {!isEarly && chanceToWin !== null && <Figure label="Chance that it helps" value={formatShare(chanceToWin)} note="Bayesian" />}
      {sample.heldOut !== null && (
        <Figure
          label="Held out, needed"
          value={formatCount(sample.heldOut)}
          note={`to see ${(sample.effect * 100).toFixed(1).replace(/\.0$/, '')} points in four of five cases`}
        />
      )}
    </Figures>
  )
}

function Body({ lift }: { lift: GuideLift }): JSX.Element {
  const { label, tone } = VERDICTS[lift.verdict]
  const most = scaleOf(lift)
  return (
    <Card
      title="What it has changed"
      note={
        lift.experiment
          ? `${formatShare(lift.experiment.holdout)} of the ${lift.experiment.unit === 'account' ? 'accounts' : 'people'} do not see it, by lot.`
          : ''
      }
      aside={<Tag tone={tone}>{label}</Tag>}
    >
      <p class="prose">{lift.words}</p>
      {lift.verdict !== 'not-measured' && (
        <>
          <div class="rates lift-rates">
            <Arm name="To see it" arm={lift.shown} most={most} />
            <Arm name="Held out" arm={lift.heldOut} most={most} isPale />
          </div>
          <div class="lift-key">
            <RateKey />
            {most < 1 && <span class="quiet">A whole bar is {formatShare(most)}.</span>}
          </div>
          {lift.verdict !== 'not-comparable' && <Numbers lift={lift} />}
          <details class="definition lift-definition">
            <summary>How it is counted</summary>
            <p>{lift.definition}</p>
          </details>
        </>
      )}
    </Card>
  )
}

/** One card: what the guide has changed. */
export function Lift({ guide }: { guide: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`guide/${guide}/lift`, (signal) => api.lift(guide, signal))
  return (
    <Loaded query={query} skeleton={<Skeleton rows={3} />}>
      {(lift) => <Body lift={lift} />}
    </Loaded>
  )
}
