/** The script of the report, and its style. */
import './style/text.css';
import './style/tables.css';
import './style/charts.css';
import './style/phone.css';
import './style/print.css';

// buttons beside commands copy them, or select them if the page may not copy
for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
  const code = button.parentElement!.querySelector('code')!;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent!);
      button.textContent = 'copied';
    } catch {
      getSelection()!.selectAllChildren(code);
      button.textContent = 'selected';
    }
    setTimeout(() => {
      button.textContent = 'copy';
    }, 2000);
  });
}
