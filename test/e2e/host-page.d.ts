// What the demo product's page has on `window`; the tests call it as the page does.
import type { Foothold } from '@foothold/sdk'

declare global {
  interface Window {
    foothold: Foothold
  }
}
