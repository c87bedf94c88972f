// @cloudbase/js-sdk over http with a key pair, which it exchanges for a token before each call.

import { createRequire } from 'node:module'
import { run } from './cases.mjs'

const { PACKAGES, HTTP, ENV_ID, SECRET_ID, SECRET_KEY } = process.env
const cloudbase = createRequire(`${PACKAGES}/`)('@cloudbase/js-sdk')

async function connect(secretKey = SECRET_KEY) {
  const app = cloudbase.init({ env: ENV_ID, auth: { secretId: SECRET_ID, secretKey } })
  app.registerHost(HTTP, 'http')
  return app.models
}

await run('@cloudbase/js-sdk with a key pair', connect)
