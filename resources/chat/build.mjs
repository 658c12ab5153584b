// Bundles the page into the folder given as argument and writes chat.qrc there: node build.mjs OUT
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
const page = join(out, 'page');

// KaTeX names each font in three formats; Chromium needs the smallest only.
const smallFonts = {
    name: 'small-fonts',
    setup(bundle) {
        bundle.onLoad({ filter: /katex\.css$/ }, async ({ path }) => {
            const css = await readFile(path, 'utf8');
            return { loader: 'css', contents: css.replace(/,\s*url\([^)]*\.(woff|ttf)\)\s*format\([^)]*\)/g, '') };
        });
    },
};

// An icon becomes [[tag, {attribute: value}], …], so that the page can make it without parsing markup.
const iconShapes = {
    name: 'icon-shapes',
    setup(bundle) {
        bundle.onLoad({ filter: /icons\/[^/]+\.svg$/ }, async ({ path }) => {
            const svg = (await readFile(path, 'utf8')).split(/<svg[^>]*>/)[1];
            const shapes = [...svg.matchAll(/<(\w+)([^>]*)\/>/g)].map(([, tag, rest]) => {
                const attributes = [...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]);
                return [tag, Object.fromEntries(attributes)];
            });
            return { loader: 'json', contents: JSON.stringify(shapes) };
        });
    },
};

await rm(page, { recursive: true, force: true });
await mkdir(page, { recursive: true });
await build({
    entryPoints: { chat: join(here, 'src/main.js'), style: join(here, 'src/style.css') },
    outdir: page,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'chrome102',
    charset: 'utf8',
    legalComments: 'eof',
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]',
    logLevel: 'warning',
    plugins: [smallFonts, iconShapes],
});
await copyFile(join(here, 'src/index.html'), join(page, 'index.html'));

const files = (await readdir(page, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(page, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
const rows = files.map((file) => `        <file alias="${file}">page/${file}</file>`).join('\n');
await writeFile(join(out, 'chat.qrc'), `<RCC>\n    <qresource prefix="/chat">\n${rows}\n    </qresource>\n</RCC>\n`);
