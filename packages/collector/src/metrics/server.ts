// Owns the port of figures and health, which is not the one that browsers reach: what it tells is nobody's business outside, so
// that no proxy has to be told to hide it. It must not know which figures there are.
import { createServer, type Server } from 'node:http'
import { METRICS_TYPE } from './registry.ts'

export interface MetricsServerOptions {
  text(): Promise<string>
  /** Answers `/health/live` and `/health/ready`. */
  health(path: string): Promise<Response>
}

/** Creates the server; whoever calls lets it listen. */
export function createMetricsServer({ text, health }: MetricsServerOptions): Server {
  return createServer({ headersTimeout: 5000, requestTimeout: 5000 }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0]!
    const answer = async (): Promise<{ status: number; type: string; body: string }> => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, type: 'text/plain', body: 'Only GET.\n' }
      if (path === '/metrics') return { status: 200, type: METRICS_TYPE, body: await text() }
      if (path === '/health/live' || path === '/health/ready') {
        const found = await health(path)
        return { status: found.status, type: found.headers.get('content-type') ?? 'application/json', body: await found.text() }
      }
      return { status: 404, type: 'text/plain', body: 'There is /metrics, /health/live and /health/ready.\n' }
    }
    answer().then(
      ({ status, type, body }) =>
        response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(request.method === 'HEAD' ? undefined : body),
      () => response.writeHead(500).end(),
    )
  })
}
