// @cloudbase/js-sdk over http: one call moves all its addresses.

import { createRequire } from 'node:module'
import { run } from './cases.mjs'

const { PACKAGES, HTTP, ENV_ID, API_KEY } = process.env
// By name, from the folder of the packages, so that the package's file for node is chosen.
const cloudbase = createRequire(`${PACKAGES}/`)('@cloudbase/js-sdk')

async function connect(accessKey = API_KEY) {
  const app = cloudbase.init({ env: ENV_ID, accessKey })
  app.registerHost(HTTP, 'http')
  return app.models
}

await run('@cloudbase/js-sdk', connect)
