/**
 * A page with the text between its marks `<!-- name -->` and `<!-- /name -->` replaced.
 * @param around what sets the text off from the marks
 * @throws Error if the page lacks a mark
 */
export function between(page, name, text, around = '\n') {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${start} … ${end}`);
  return page.slice(0, from + start.length) + around + text + around + page.slice(to);
}
