// Compiles the module in the strictest way, and prints the errors.
const ts = require("typescript");
const program = ts.createProgram(process.argv.slice(2), {
  strict: true, noEmit: true, noUnusedLocals: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true,
  isolatedModules: true, verbatimModuleSyntax: true, target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.ES2020,
  moduleResolution: ts.ModuleResolutionKind.Bundler, types: [],
});
const errors = ts.getPreEmitDiagnostics(program);
if (errors.length > 0) {
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ".", getNewLine: () => "\n" };
  console.log(ts.formatDiagnostics(errors, host));
  process.exit(1);
}
