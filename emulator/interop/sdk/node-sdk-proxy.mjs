// @cloudbase/node-sdk with a key pair, which it exchanges for a token before each call at an address that cannot be changed:
// a proxy leads it to the emulator.

import { createRequire } from 'node:module'
import { run } from './cases.mjs'

const { PACKAGES, PROXY, ENV_ID, SECRET_ID, SECRET_KEY } = process.env
const cloudbase = createRequire(`${PACKAGES}/`)('@cloudbase/node-sdk')

async function connect(secretKey = SECRET_KEY) {
  return cloudbase.init({ env: ENV_ID, secretId: SECRET_ID, secretKey, proxy: `http://${PROXY}` }).models
}

await run('@cloudbase/node-sdk with a key pair', connect)
