// @cloudbase/node-sdk over https with an API key, or through a proxy with a key pair if NODE_SDK is `proxy`.

import { createRequire } from 'node:module'

const { PACKAGES, HTTPS, PROXY, ENV_ID, API_KEY, SECRET_ID, SECRET_KEY, NODE_SDK } = process.env
const cloudbase = createRequire(`${PACKAGES}/`)('@cloudbase/node-sdk')
const settings =
  NODE_SDK === 'proxy'
    ? { secretId: SECRET_ID, secretKey: SECRET_KEY, proxy: `http://${PROXY}` }
    : { accessKey: API_KEY, serviceUrl: HTTPS }

export const { models } = cloudbase.init({ env: ENV_ID, ...settings })
