// One place for every test of the repository: node (values, servers), dom (happy-dom), browser (real Chromium).
import { playwright } from '@vitest/browser-playwright'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname
const resolve = { conditions: ['@foothold/source', 'module', 'browser', 'import', 'default'] }
const ssr = {
  resolve: { conditions: ['@foothold/source', 'module', 'node', 'import', 'default'], externalConditions: ['@foothold/source', 'node', 'import', 'default'] },
}

// Node strips types with WebAssembly. Where threads that do so come and go, V8 13.6 now and then frees the code of a wrapper that it
// replaces by a quicker one, and the process ends with SIGSEGV: no wrapper is replaced here. What is shipped has no types to strip.
const execArgv = ['--wasm-wrapper-tiering-budget=2147483647']

export default defineConfig({
  root,
  test: {
    // much of it waits for servers and browsers: a core left free would be idle
    maxWorkers: availableParallelism(),
    projects: [
      {
        root,
        resolve,
        ssr,
        test: {
          name: 'node',
          execArgv,
          setupFiles: ['test/law-seed.ts'],
          // servers and processes of their own: a busy machine is no defect
          testTimeout: 30_000,
          environment: 'node',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/{contract,package,docs,vectors,history}/**/*.test.ts'],
          exclude: ['**/*.browser.test.*', '**/*.dom.test.*', '**/node_modules/**', '**/dist/**'],
        },
      },
      {
        root,
        resolve,
        ssr,
        test: { name: 'dom', environment: 'happy-dom', include: ['packages/*/src/**/*.dom.test.{ts,tsx}'], exclude: ['**/node_modules/**', '**/dist/**'] },
      },
      {
        root,
        resolve,
        optimizeDeps: { include: ['axe-core'] },
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        root,
        resolve,
        ssr,
        // a browser killed now and then, answers lost: played against the built SDK, one at a time
        test: {
          name: 'fault',
          execArgv,
          environment: 'node',
          include: ['test/fault/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        root,
        resolve,
        // 'import' would give the ESM side of a package to its own require()
        ssr: { resolve: { conditions: ['@foothold/source', 'node'], externalConditions: ['@foothold/source', 'node'] } },
        // a PostgreSQL of its own, started before and ended after: `npm run test:cluster`
        test: {
          name: 'cluster',
          execArgv,
          environment: 'node',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/cluster/start-postgres.mjs'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        root,
        resolve,
        ssr,
        test: {
          name: 'e2e',
          execArgv,
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxConcurrency: 3,
        },
      },
    ],
  },
})
