/** Runs a script in QuickJS, which is itself compiled to WebAssembly here; the script has `print` and nothing else. */
import { readFileSync } from 'node:fs';
import { getQuickJS } from 'quickjs-emscripten';

const context = (await getQuickJS()).newContext();
context
  .newFunction('print', (line) => console.log(context.getString(line)))
  .consume((print) => context.setProp(context.global, 'print', print));
context.unwrapResult(context.evalCode(readFileSync(process.argv[2], 'utf8'))).dispose();
context.dispose();
