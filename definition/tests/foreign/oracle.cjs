// What JSON Schema and JavaScript say, by the package `ajv` and by node's own RegExp.
//
// Reads one question a line and prints one answer a line.
// { schema, values }: whether each value is valid, as "10..".
// { pattern, texts }: whether the pattern is found in each text, as "10..", or "unreadable".

const readline = require('node:readline');

// With the flag `u` where the pattern can have it, as ajv has it; without it otherwise.
function compile(pattern) {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
}
compile.code = 'compile';

function answer({ schema, values, pattern, texts }) {
  if (schema !== undefined) {
    const Ajv = require('ajv');
    const validate = new Ajv({ code: { regExp: compile }, strict: false, validateSchema: false }).compile(schema);
    return values.map((value) => (validate(value) ? '1' : '0')).join('');
  }
  let regExp;
  try {
    regExp = compile(pattern);
  } catch {
    return 'unreadable';
  }
  return texts.map((text) => (regExp.test(text) ? '1' : '0')).join('');
}

const lines = readline.createInterface({ input: process.stdin });
const answers = [];
lines.on('line', (line) => answers.push(answer(JSON.parse(line))));
lines.on('close', () => process.stdout.write(answers.join('\n') + '\n'));
