/**
 * In bundles, instead of the parsers of HTML and CSS that linkedom has for pages, 430 kB: a chart's document is nothing but
 * tags without attributes, and has no style sheet.
 */

/** Of htmlparser2. */
export class Parser {
  constructor(handlers) {
    this.handlers = handlers;
  }

  write(text) {
    if (!/^(<\/?\w+>)*$/.test(text)) throw new Error(`a chart's document is tags alone, not ${text}`);
    for (const [, end, name] of text.matchAll(/<(\/?)(\w+)>/g))
      if (end) this.handlers.onclosetag(name);
      else this.handlers.onopentag(name, {});
  }

  end() {}
}

/** Of cssomnom. */
export function parse() {
  throw new Error("a chart's document has no style sheet");
}
