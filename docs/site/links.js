/** Checks the finished site: each link of each page leads to a file of the site, and to an anchor that is there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

const plain = (text) =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');

/** The values of an attribute. In TypeDoc's pages a quotation mark within a text is always escaped. */
const values = (html, name) =>
  [...html.matchAll(new RegExp(`\\s(?:${name})="([^"]*)"`, 'g'))].map(([, value]) => plain(value));

/** Files of a folder as paths from it, with slashes. */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'));

/**
 * Every broken link, each a line that says where it stands. Links that begin with a slash are broken too: the site has to
 * work from any path of a host.
 *
 * @param folder of the site
 * @param sourceOf what a page of the site was made from
 */
export function brokenLinks(folder, sourceOf) {
  const pages = filesIn(folder).filter((file) => file.endsWith('.html'));
  const html = new Map(
    pages.map((page) => [
      page,
      readFileSync(join(folder, page), 'utf8').replaceAll(/<script\b[^>]*>[^<]+<\/script>/g, ''),
    ]),
  );
  const ids = new Map();
  const hasAnchor = (page, anchor) => {
    if (!ids.has(page)) ids.set(page, new Set(values(html.get(page), 'id|name')));
    return ids.get(page).has(anchor);
  };
  /** What is wrong with a link of a page; undefined if nothing. */
  function fault(page, link) {
    if (/^[a-z][a-z\d+.-]*:/i.test(link)) return undefined; // another site
    const [path, anchor] = link.split('#').map(decodeURIComponent);
    const clean = path.replace(/\?.*$/, '');
    if (clean.startsWith('/')) return 'begins at the root of a host: write it from the page';
    let file = clean === '' ? page : posix.join(posix.dirname(page), clean);
    if (existsSync(join(folder, file)) && statSync(join(folder, file)).isDirectory())
      file = posix.join(file, 'index.html');
    if (!existsSync(join(folder, file))) return 'leads to no file';
    if (anchor && file.endsWith('.html') && !hasAnchor(file, anchor))
      return `leads to no heading: ${file} has no id "${anchor}"`;
    return undefined;
  }
  return pages.flatMap((page) =>
    [...new Set(values(html.get(page), 'href|src'))].flatMap((link) => {
      const wrong = fault(page, link);
      return wrong ? [`${sourceOf(page)}: the link "${link}" ${wrong}`] : [];
    }),
  );
}
