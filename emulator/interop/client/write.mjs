// node-sdk writes books for our client to read. The unique `isbn` names the way in which a book was written, and the case.

import assert from 'node:assert/strict'
import { fields, related, values } from './values.mjs'
import { models } from './connect.mjs'

const title = '红楼梦'
const create = async (model, data) => (await models[model].create({ data })).data.id
const { shelf, author, chapters } = related.full
const targets = {
  shelf: await create('shelf', { name: shelf }),
  author: { _id: await create('author', { name: author }) },
  chapters: await Promise.all(chapters.map(async (name) => ({ _id: await create('chapter', { name }) }))),
}
const nothing = { shelf: null, author: null, chapters: [] }
// Each field has a value or null.
const data = (name) => ({
  ...Object.fromEntries(fields.map((field) => [field, values[name][field] ?? null])),
  ...(name === 'full' ? targets : nothing),
})
const row = (way, name) => ({ title, isbn: `sdk-${way}-${name}`, ...data(name) })
const keyed = (isbn) => ({ where: { isbn: { $eq: isbn } } })

for (const name of ['full', 'edge', 'null']) await create('book', row('create', name))
await create('book', { title, isbn: 'sdk-create-bare' })

// Several records at once are created without relations that are objects.
const rows = ['full', 'edge'].map((name) => {
  const { author, chapters, ...rest } = row('many', name)
  return rest
})
assert.equal((await models.book.createMany({ data: rows })).data.idList.length, 2)

async function upsert(name, update, isbn) {
  const record = { ...row('upsert', name), isbn }
  return (await models.book.upsert({ create: record, update: data(update), filter: keyed(isbn) })).data
}
assert.equal((await upsert('edge', 'full', 'sdk-upsert-edge')).count, 0)
assert.equal((await upsert('edge', 'full', 'sdk-upsert-full')).count, 0)
assert.equal((await upsert('edge', 'full', 'sdk-upsert-full')).count, 1)

for (const [way, before, after] of [['update', 'edge', 'full'], ['clear', 'full', 'null']]) {
  const isbn = `sdk-${way}-${after}`
  await create('book', { ...row(way, before), isbn })
  assert.equal((await models.book.update({ data: data(after), filter: keyed(isbn) })).data.count, 1)
}
console.log('  node-sdk wrote 10 books')
