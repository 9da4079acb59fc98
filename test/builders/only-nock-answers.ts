import nock from 'nock'
import { afterAll, afterEach, beforeAll } from 'vitest'

// Loading it puts it before every request of the process, which the next test file shares.
nock.restore()

/** In this test file no request leaves the process: nock answers it, or it fails. */
export function onlyNockAnswers(): void {
  beforeAll(() => {
    nock.activate()
    nock.disableNetConnect()
  })
  afterEach(() => {
    nock.abortPendingRequests()
    nock.cleanAll()
  })
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })
}

export { nock }
