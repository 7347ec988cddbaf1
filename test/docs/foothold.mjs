// The command from its sources, for tests: what `npx foothold` runs once it is built.
import { main } from '@foothold/cli'

await main(process.argv)
