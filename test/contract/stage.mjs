// Owns what all plays of the contract share: the scenarios as they are written, the pages and the scripted collector.
import { readFileSync } from 'node:fs'
import { servedPages } from '../bench/pages.mjs'

/** The scenarios of tracking.json, in their order. */
export const readContract = () => JSON.parse(readFileSync(new URL('tracking.json', import.meta.url), 'utf8')).scenarios

/** Serves the pages of these trackers. One play at a time may use it. */
export const openStage = (trackers) => servedPages(trackers)
