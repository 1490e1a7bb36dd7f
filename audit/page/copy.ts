/** Makes the buttons beside commands copy them; where a page may not, the command is selected instead. */
export function copyButtons(): void {
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
}
