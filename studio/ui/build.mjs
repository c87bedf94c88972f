// Builds the files of `../dist`, which are committed and compiled into the binary. Equal sources give equal bytes.
//
//   npm ci --ignore-scripts && node build.mjs [FOLDER]     --watch rebuilds while sources change
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const out = folders[0] ?? join(here, "..", "dist");

// The sources of a build: every file here but the packages.
const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(path);
    return [path];
  });

const hash = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

const finish = {
  name: "finish",
  setup(build) {
    build.onEnd((result) => {
      if (result.errors.length > 0) return;
      for (const file of ["index.html", "icon.svg"]) copyFileSync(join(here, file), join(out, file));
      const license = readFileSync(join(here, "node_modules/preact/LICENSE"), "utf8");
      const { version } = JSON.parse(readFileSync(join(here, "node_modules/preact/package.json"), "utf8"));
      writeFileSync(join(out, "LICENSES"), `studio.js contains Preact ${version}, https://preactjs.com\n\n${license}`);
      const built = ["LICENSES", "icon.svg", "index.html", "studio.css", "studio.js"];
      const manifest = {
        sources: Object.fromEntries(
          sources(here).map((path) => [relative(here, path).replaceAll("\\", "/"), hash(path)]).sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
        built: Object.fromEntries(built.map((name) => [name, hash(join(out, name))])),
      };
      writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
      console.log("built", out);
    });
  },
};

mkdirSync(out, { recursive: true });
const build = await context({
  absWorkingDir: here,
  entryPoints: { studio: "src/main.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  plugins: [finish],
});
if (process.argv.includes("--watch")) {
  await build.watch();
} else {
  await build.rebuild();
  await build.dispose();
}
