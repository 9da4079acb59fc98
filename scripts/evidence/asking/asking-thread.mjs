/**
 * Puts questions to guards in a thread without an environment: what it runs is as new as the change that
 * is looked at. Plain JavaScript: it is started as it stands, and has no loader of TypeScript but its own.
 */
import { parentPort, workerData } from 'node:worker_threads'

const isSource = workerData.program.endsWith('.ts')
if (isSource && !process.features.typescript) (await import('tsx/esm/api')).register()
const { answerOrders } = await import(workerData.program)
answerOrders(parentPort)
