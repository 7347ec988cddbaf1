import { expect, it } from 'vitest'
import { createRegistry } from './registry.ts'

/** The grammar of one line. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
const LINE = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="(\\[\\n"]|[^\\\n"])*",?)+\})? ([-+]?\d[\d.e+-]*|\+Inf|NaN))$/

it('writes counters, gauges and histograms as Prometheus reads them', async () => {
  const { counter, gauge, histogram, text } = createRegistry()
  const requests = counter('requests_total', 'Requests.', ['route', 'status'])
  counter('none_total', 'Nothing yet.')
  requests.add(1, '/a', 200)
  requests.add(2, '/a', 200)
  requests.add(1, 'quote " back \\ line \n', 500)
  gauge('depth', 'Depth.', () => 3)
  gauge('sizes', 'Sizes.', () => [['x.db', 5]], 'file')
  gauge('unknown', 'Cannot be told.', () => Promise.reject(new Error('no')))
  const durations = histogram('seconds', 'Time.', [0.1, 1], ['route'])
  for (const value of [0.05, 0.1, 0.5, 7]) durations.observe(value, '/a')
  const written = await text()
  expect(written).toBe(`# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{route="/a",status="200"} 3
requests_total{route="quote \\" back \\\\ line \\n",status="500"} 1
# HELP none_total Nothing yet.
# TYPE none_total counter
none_total 0
# HELP depth Depth.
# TYPE depth gauge
depth 3
# HELP sizes Sizes.
# TYPE sizes gauge
sizes{file="x.db"} 5
# HELP seconds Time.
# TYPE seconds histogram
seconds_bucket{route="/a",le="0.1"} 2
seconds_bucket{route="/a",le="1"} 3
seconds_bucket{route="/a",le="+Inf"} 4
seconds_sum{route="/a"} 7.65
seconds_count{route="/a"} 4
`)
  for (const line of written.trimEnd().split('\n')) expect(line).toMatch(LINE)
})
