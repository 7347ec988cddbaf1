// Owns a collector as a process that may be killed: its data folder comes as argument, address and key go to the parent.
import { startCollector } from '@foothold/collector/node'

const { url, created, close } = await startCollector({
  dataDirectory: process.argv[2],
  port: 0,
  firstProject: 'Fault',
  limits: JSON.parse(process.argv[3] ?? '{}'),
})
process.send({ url, writeKey: created?.writeKey, adminKey: created?.adminKey, pid: process.pid })
process.on('SIGTERM', () => void close().then(() => process.exit(0)))
// never outlives the test
process.on('disconnect', () => process.exit(1))
