/** What the server answers to `verimentor/waveform`. */
export interface Waveform {
  readonly ok: boolean;
  readonly svg: string;
  readonly message: string;
}

/** The page of a waveform panel: the picture, or why there is none. Nothing in it runs, and nothing is loaded. */
export function writePage(waveform: Waveform, nonce: string): string {
  const body = waveform.ok ? waveform.svg.replaceAll("<style>", `<style nonce="${nonce}">`) : `<p>${escape(waveform.message)}</p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<style nonce="${nonce}">body { padding: 12px; overflow: auto; color: var(--vscode-foreground); }</style>
<title>Waveform</title>
</head>
<body>${body}</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
