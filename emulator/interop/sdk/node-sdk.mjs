// @cloudbase/node-sdk over https, with an API key at the address that its option `serviceUrl` names.

import { createRequire } from 'node:module'
import { run } from './cases.mjs'

const { PACKAGES, HTTPS, ENV_ID, API_KEY } = process.env
const cloudbase = createRequire(`${PACKAGES}/`)('@cloudbase/node-sdk')

async function connect(accessKey = API_KEY) {
  return cloudbase.init({ env: ENV_ID, accessKey, serviceUrl: HTTPS }).models
}

await run('@cloudbase/node-sdk with an API key', connect)
