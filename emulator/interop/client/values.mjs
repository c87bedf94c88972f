// The values of the books, as JavaScript has them. `src/values.rs` has them as Rust does; neither is derived from the other.

import { isDeepStrictEqual, inspect } from 'node:util'

export const values = {
  full: {
    intro: '“甲戌本”\t\'it\'\'s\' "quoted" \\ 100% $1 {{x}} <b>&amp;</b> 🍵👩‍👩‍👧 𠮷\r\n第二行\u007f\u2028',
    price: 59.7,
    pages: 1606,
    inPrint: true,
    addedAt: 1646034692306,
    published: Date.parse('2024-09-01T00:00:00+08:00'),
    opens: ((8 * 60 + 30) * 60) * 1000 + 500,
    genre: '小说',
    readers: ['儿童', '成人'],
    tags: ['古典', '', 'a,b', '["c"]', '🍵'],
    marks: [9.5, 10, -0.25],
    cover: 'cloud://env/封面 1.png',
    scans: ['cloud://env/一.pdf', 'https://example.com/二.pdf?a=1&b=2'],
    region: '陕西省,西安市,雁塔区',
    place: { address: '杭州市西湖区“龙井路”1号', geopoint: { type: 'Point', coordinates: [120.13, -30.25] } },
    extra: { 颜色: ['红', null, 1.5, true, { 深: { a: '' } }], 空: null, 引号: '"\'\\' },
    maker: {
      name: '人民文学出版社',
      since: Date.parse('1951-03-08T00:00:00+08:00'),
      staff: [{ name: '李四', age: 41 }, { name: "O'Neil" }],
    },
  },
  edge: {
    intro: '',
    price: -0.001,
    pages: Number.MAX_SAFE_INTEGER,
    inPrint: false,
    addedAt: 0,
    published: Date.parse('2024-02-29T00:00:00+08:00'),
    opens: 0,
    genre: '散文',
    readers: [],
    tags: [],
    marks: [0, 1e15, Number.MIN_VALUE],
    scans: [],
    place: { address: '', geopoint: { type: 'Point', coordinates: [0, 90] } },
    extra: {},
    maker: { name: '', staff: [] },
  },
  null: {},
}

export const related = {
  full: { shelf: '一楼', author: '曹雪芹', chapters: ['第一回', '第二回'] },
  edge: { chapters: [] },
  null: { chapters: [] },
}

// The fields of `values`. The other fields of the model are the title, the key, the number and relations.
export const fields = Object.keys(values.full)

// The case of a key is its last word, with `null` for the books that were created without any value.
export const caseOf = (key) => key.split('-').pop().replace('bare', 'null')

// Counts and prints the values that differ.
export class Report {
  equal = 0
  different = 0

  compare(key, field, expected, found) {
    // A field without a value is null or absent.
    if (isDeepStrictEqual(expected ?? null, found ?? null)) {
      this.equal += 1
    } else {
      this.different += 1
      const print = (value) => inspect(value, { depth: null, breakLength: Infinity })
      console.log(`  FAILED: ${key}: ${field}: expected ${print(expected)}, found ${print(found)}`)
    }
  }
}
