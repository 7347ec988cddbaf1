// Owns the flags that Node is started with where the collector is deployed: what is measured runs as what is shipped.
import { readFileSync } from 'node:fs'

/** Flags of Node, as the image has them. */
export const DEPLOY_FLAGS = /^ENTRYPOINT (\[.+\])$/m
  .exec(readFileSync(new URL('../examples/deploy/Dockerfile', import.meta.url), 'utf8'))[1]
  .match(/--[\w=-]+/g)

/** Variables of the environment, as the image has them. */
export const DEPLOY_ENVIRONMENT = { MALLOC_ARENA_MAX: '2' }
