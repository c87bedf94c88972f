// node-sdk reads the books that our client wrote, and compares every value.

import { Report, caseOf, fields, related, values } from './values.mjs'
import { models } from './connect.mjs'

const ways = ['create-full', 'create-edge', 'create-null', 'create-bare', 'many-full', 'many-edge', 'update-full', 'clear-null']
const keys = [
  ...[...ways, 'upsert-edge', 'upsert-full'].map((way) => `model-${way}`),
  ...ways.map((way) => `odata-${way}`),
]
const report = new Report()
const select = { $master: true, author: { name: true }, chapters: { name: true } }
const { records, total } = (await models.book.list({ select, getCount: true, pageSize: 200, pageNumber: 1 })).data
report.compare('all', 'keys', [...keys].sort(), records.map((book) => book.isbn).sort())
report.compare('all', 'total', keys.length, total)

async function compare(key, call, found) {
  const of = (field) => `${call} ${field}`
  const name = caseOf(key)
  for (const field of fields) report.compare(key, of(field), values[name][field], found[field])
  report.compare(key, of('title'), '红楼梦', found.title)
  report.compare(key, of('a number in `serial`'), true, /^B-\d{4}$/.test(found.serial))
  const { shelf, author, chapters } = related[name]
  const target = found.shelf && (await models.shelf.get({ filter: { where: { _id: { $eq: found.shelf } } } })).data
  report.compare(key, of('shelf'), shelf, target?.name)
  report.compare(key, of('author'), author, found.author?.name)
  // OData does not write lists of related records.
  const written = key.startsWith('model-') ? chapters : []
  report.compare(key, of('chapters'), written, found.chapters.map((chapter) => chapter.name).sort())
}

for (const key of keys) {
  const listed = records.find((book) => book.isbn === key)
  if (listed) await compare(key, 'list', listed)
  await compare(key, 'get', (await models.book.get({ select, filter: { where: { isbn: { $eq: key } } } })).data)
}
console.log(`  node-sdk reads ${keys.length} books of our client twice: ${report.equal} values agree, ${report.different} do not`)
if (report.different > 0) process.exitCode = 1
